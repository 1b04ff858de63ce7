package dev.howdah.pipeline.otlp;

import dev.howdah.model.Scrape;
import dev.howdah.model.log.LogBatch;
import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.otlp.OtlpSettings.Protocol;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Sends scrapes and log records by OTLP, each from a bounded queue of its own, and tries again what may work later.
/// [#accept] never waits: when the queue is full, the newest are dropped and counted. At all times accepted = sent +
/// queued + dropped, see the metrics `howdah_exporter_*_metric_points` and `howdah_exporter_*_log_records`. Safe for
/// use by many threads; `start` is called once.
public final class OtlpExporter implements Consumer<Scrape>, AutoCloseable {
    private static final Duration FLUSH = Duration.ofSeconds(5);

    private final OtlpSender sender;
    private final Lane<Scrape> metrics;
    private final Lane<LogBatch> logs;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Makes an exporter that queues, and sends nothing before [#start()].
    public OtlpExporter(OtlpSettings settings, OtlpRequests requests, OtlpSender sender, Telemetry telemetry) {
        this.sender = sender;
        this.metrics = new Lane<>(
                settings,
                Signal.metrics(requests, sender, settings.sendingQueue().maxMetricsPerBatch()),
                telemetry);
        this.logs = new Lane<>(settings, Signal.logs(requests, sender), telemetry);
    }

    /// An exporter that speaks the protocol of its settings.
    ///
    /// @param version Howdah's version
    public static OtlpExporter of(OtlpSettings settings, String version, Telemetry telemetry) {
        var sender = settings.protocol() == Protocol.GRPC
                ? new GrpcSender(settings)
                : new HttpSender(settings, InstantSource.system());
        return new OtlpExporter(settings, new OtlpRequests(version), sender, telemetry);
    }

    /// Begins to send.
    ///
    /// @throws IllegalArgumentException when key material cannot be used
    public void start() {
        sender.start();
        metrics.start();
        logs.start();
    }

    @Override
    public void accept(Scrape scrape) {
        metrics.accept(scrape);
    }

    /// Where log records go.
    public Consumer<LogBatch> logs() {
        return logs;
    }

    Ledger.Balance balance() {
        return metrics.balance();
    }

    Ledger.Balance logBalance() {
        return logs.balance();
    }

    /// Closes with a deadline of 5 s.
    @Override
    public void close() {
        close(FLUSH);
    }

    /// Takes nothing more, sends what waits, each request once, until the deadline, and drops the rest.
    public void close(Duration deadline) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long until = System.nanoTime() + deadline.toNanos();
        metrics.stop();
        logs.stop();
        metrics.finish(until);
        logs.finish(until);
        sender.close();
    }
}
