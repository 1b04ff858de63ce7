package dev.howdah.pipeline.otlp;

import dev.howdah.model.Scrape;
import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.otlp.OtlpSettings.Protocol;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Sends scrapes by OTLP from a bounded queue, and tries again what may work later. [#accept] never waits: when
/// the queue is full, the newest points are dropped and counted. At all times accepted = sent + queued +
/// dropped, see the metrics `howdah_exporter_*_metric_points`. Safe for use by many threads; `start` is called
/// once.
public final class OtlpExporter implements Consumer<Scrape>, AutoCloseable {
    private static final Duration FLUSH = Duration.ofSeconds(5);

    /// How long a consumer that was interrupted may take to account for what it was sending.
    private static final Duration INTERRUPTED = Duration.ofSeconds(1);

    private final OtlpSettings settings;
    private final OtlpRequests requests;
    private final OtlpSender sender;
    private final ScrapeQueue queue;
    private final PointLedger ledger;
    private final DeliveryLog deliveries;
    private final List<Thread> consumers = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Makes an exporter that queues, and sends nothing before [#start()].
    public OtlpExporter(OtlpSettings settings, OtlpRequests requests, OtlpSender sender, Telemetry telemetry) {
        this.settings = settings;
        this.requests = requests;
        this.sender = sender;
        this.queue = new ScrapeQueue(settings.sendingQueue().queueSize());
        this.ledger = new PointLedger(telemetry, settings.name());
        this.deliveries = new DeliveryLog(settings);
        telemetry.gauge(
                "otelcol_exporter_queue_size",
                "Requests waiting to be sent.",
                queue::size,
                "exporter",
                settings.name());
        telemetry.gauge(
                "otelcol_exporter_queue_capacity",
                "How many requests may wait.",
                queue::capacity,
                "exporter",
                settings.name());
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
    public synchronized void start() {
        sender.start();
        for (int i = 0; i < settings.sendingQueue().numConsumers(); i++) {
            consumers.add(
                    Thread.ofVirtual().name("otlp-" + settings.name() + "-" + i).start(this::consume));
        }
    }

    @Override
    public void accept(Scrape scrape) {
        if (scrape.points() == 0) {
            return;
        }
        ScrapePieces.of(scrape, ScrapePieces.MOST_POINTS).forEach(this::enqueue);
    }

    private void enqueue(Scrape piece) {
        int points = piece.points();
        ledger.accept(points);
        switch (queue.offer(piece)) {
            case TAKEN -> {
                if (queue.size() <= queue.capacity() / 2) {
                    deliveries.queueHasRoom();
                }
            }
            case FULL -> {
                ledger.drop(points, DropReason.QUEUE_FULL);
                deliveries.queueFull(queue.capacity());
            }
            case CLOSED -> ledger.drop(points, DropReason.SHUTDOWN);
        }
    }

    private void consume() {
        try {
            for (var scrape = queue.take(); scrape != null; scrape = queue.take()) {
                deliver(scrape);
            }
        } catch (InterruptedException _) {
            // close() will not wait any longer; it accounts for what is left in the queue.
        }
    }

    private void deliver(Scrape scrape) throws InterruptedException {
        int points = scrape.points();
        try {
            var request = requests.of(scrape);
            if (request.isPresent()) {
                deliver(request.get(), points);
            }
        } catch (InterruptedException e) {
            ledger.drop(points, DropReason.SHUTDOWN);
            throw e;
        } catch (RuntimeException | Error e) {
            ledger.drop(points, DropReason.FAILED);
            deliveries.failed(e);
        }
    }

    /// Sends until the request is settled. After close() began there is one attempt and no more waiting.
    private void deliver(ExportMetricsServiceRequest request, int points) throws InterruptedException {
        var delays = new RetryDelays(settings.retryOnFailure(), ThreadLocalRandom.current());
        long began = System.nanoTime();
        while (true) {
            boolean last = queue.isClosed();
            switch (sender.send(request)) {
                case OtlpResult.Delivered delivered -> {
                    settle(delivered, points);
                    return;
                }
                case OtlpResult.Refused(String why) -> {
                    ledger.drop(points, DropReason.REFUSED);
                    deliveries.refused(why);
                    return;
                }
                case OtlpResult.Retry(var after, String why) -> {
                    deliveries.retrying(why);
                    var delay = delays.next(Duration.ofNanos(System.nanoTime() - began), after);
                    if (last || delay.isEmpty()) {
                        giveUp(points, last, why);
                        return;
                    }
                    queue.pause(delay.get().toNanos());
                }
            }
        }
    }

    private void settle(OtlpResult.Delivered delivered, int points) {
        long rejected = Math.clamp(delivered.rejectedPoints(), 0, points);
        ledger.deliver(points, rejected);
        if (rejected == 0) {
            deliveries.delivered();
        } else {
            deliveries.rejected(rejected, delivered.why());
        }
    }

    private void giveUp(int points, boolean closing, String why) {
        ledger.drop(points, closing ? DropReason.SHUTDOWN : DropReason.RETRIES_EXHAUSTED);
        if (!closing) {
            deliveries.exhausted(why);
        }
    }

    PointLedger.Balance balance() {
        return ledger.balance();
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
        queue.close();
        boolean flushed = join(deadline);
        if (!flushed) {
            threads().forEach(Thread::interrupt);
            join(INTERRUPTED);
        }
        queue.drain().forEach(left -> ledger.drop(left.points(), DropReason.SHUTDOWN));
        sender.close();
    }

    private boolean join(Duration deadline) {
        long until = System.nanoTime() + deadline.toNanos();
        try {
            for (var consumer : threads()) {
                var left = Duration.ofNanos(Math.max(1, until - System.nanoTime()));
                if (!consumer.join(left)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized List<Thread> threads() {
        return List.copyOf(consumers);
    }
}
