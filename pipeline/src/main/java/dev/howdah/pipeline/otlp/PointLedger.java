package dev.howdah.pipeline.otlp;

import dev.howdah.model.telemetry.Telemetry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Where an exporter's points are. At every moment accepted = sent + queued + the sum of dropped: each entry
/// moves points from one place to another in one step, and [#balance()] reads between steps. The own metrics
/// are written in the same steps; someone who reads them one by one meanwhile may see a step half done. Safe
/// for use by many threads.
final class PointLedger {
    /// The places at one moment.
    record Balance(long accepted, long sent, long queued, Map<DropReason, Long> dropped) {
        Balance {
            dropped = Map.copyOf(dropped);
        }
    }

    private final Telemetry.Counter accepted;
    private final Telemetry.Counter sent;
    private final Telemetry.Counter sendFailed;
    private final Telemetry.Counter enqueueFailed;
    private final Map<DropReason, Telemetry.Counter> dropped = new EnumMap<>(DropReason.class);
    private long queued;

    PointLedger(Telemetry telemetry, String exporter) {
        this.accepted = telemetry.counter(
                "howdah_exporter_accepted_metric_points", "Points handed to the exporter.", "exporter", exporter);
        this.sent = telemetry.counter(
                "otelcol_exporter_sent_metric_points", "Points the receiver took.", "exporter", exporter);
        this.sendFailed = telemetry.counter(
                "otelcol_exporter_send_failed_metric_points",
                "Points given up after an attempt to send them.",
                "exporter",
                exporter);
        this.enqueueFailed = telemetry.counter(
                "otelcol_exporter_enqueue_failed_metric_points",
                "Points that found the queue full.",
                "exporter",
                exporter);
        for (var reason : DropReason.values()) {
            dropped.put(
                    reason,
                    telemetry.counter(
                            "howdah_exporter_dropped_metric_points",
                            "Points given up, by reason.",
                            "exporter",
                            exporter,
                            "reason",
                            reason.label()));
        }
        telemetry.gauge(
                "howdah_exporter_queued_metric_points",
                "Points waiting or being sent.",
                this::queued,
                "exporter",
                exporter);
    }

    /// Points came in: they are queued until told otherwise.
    synchronized void accept(long points) {
        accepted.add(points);
        queued += points;
    }

    /// Of a queued request the receiver took all points but the rejected.
    synchronized void deliver(long points, long rejected) {
        queued -= points;
        sent.add(points - rejected);
        sendFailed.add(rejected);
        dropped(DropReason.REJECTED).add(rejected);
    }

    /// Queued points were given up.
    synchronized void drop(long points, DropReason reason) {
        queued -= points;
        dropped(reason).add(points);
        switch (reason) {
            case QUEUE_FULL -> enqueueFailed.add(points);
            case REJECTED, REFUSED, RETRIES_EXHAUSTED, FAILED -> sendFailed.add(points);
            case SHUTDOWN -> {}
        }
    }

    synchronized Balance balance() {
        var drops = new EnumMap<DropReason, Long>(DropReason.class);
        dropped.forEach((reason, counter) -> drops.put(reason, counter.value()));
        return new Balance(accepted.value(), sent.value(), queued, drops);
    }

    private synchronized double queued() {
        return queued;
    }

    private Telemetry.Counter dropped(DropReason reason) {
        return Objects.requireNonNull(dropped.get(reason));
    }
}
