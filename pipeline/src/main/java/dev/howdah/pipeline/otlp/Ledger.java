package dev.howdah.pipeline.otlp;

import dev.howdah.model.telemetry.Telemetry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Where an exporter's points, or its log records, are. At every moment accepted = sent + queued + the sum of
/// dropped: each entry moves them from one place to another in one step, and [#balance()] reads between steps. The
/// own metrics are written in the same steps; someone who reads them one by one meanwhile may see a step half done.
/// Safe for use by many threads.
final class Ledger {
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

    /// @param signal what it counts, as it ends the metrics' names: `metric_points`
    /// @param things the same in plain words, "points"
    Ledger(Telemetry telemetry, String exporter, String signal, String things) {
        var named =
                new Named(telemetry, exporter, signal, Character.toUpperCase(things.charAt(0)) + things.substring(1));
        this.accepted = named.counter("howdah_exporter_accepted_", "%s handed to the exporter.");
        this.sent = named.counter("otelcol_exporter_sent_", "%s the receiver took.");
        this.sendFailed = named.counter("otelcol_exporter_send_failed_", "%s given up after an attempt to send them.");
        this.enqueueFailed = named.counter("otelcol_exporter_enqueue_failed_", "%s that found the queue full.");
        for (var reason : DropReason.values()) {
            dropped.put(
                    reason,
                    telemetry.counter(
                            "howdah_exporter_dropped_" + signal,
                            named.things() + " given up, by reason.",
                            "exporter",
                            exporter,
                            "reason",
                            reason.label()));
        }
        telemetry.gauge(
                "howdah_exporter_queued_" + signal,
                named.things() + " waiting or being sent.",
                this::queued,
                "exporter",
                exporter);
    }

    private record Named(Telemetry telemetry, String exporter, String signal, String things) {
        Telemetry.Counter counter(String prefix, String help) {
            return telemetry.counter(prefix + signal, help.formatted(things), "exporter", exporter);
        }
    }

    /// Something came in: it is queued until told otherwise.
    synchronized void accept(long count) {
        accepted.add(count);
        queued += count;
    }

    /// Of a queued request the receiver took all but the rejected.
    synchronized void deliver(long count, long rejected) {
        queued -= count;
        sent.add(count - rejected);
        sendFailed.add(rejected);
        dropped(DropReason.REJECTED).add(rejected);
    }

    /// What was queued was given up.
    synchronized void drop(long count, DropReason reason) {
        queued -= count;
        dropped(reason).add(count);
        switch (reason) {
            case QUEUE_FULL -> enqueueFailed.add(count);
            case REJECTED, REFUSED, RETRIES_EXHAUSTED, FAILED -> sendFailed.add(count);
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
