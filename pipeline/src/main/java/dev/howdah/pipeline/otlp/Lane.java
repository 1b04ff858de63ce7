package dev.howdah.pipeline.otlp;

import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.otlp.Signal.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// One signal's way through an exporter: a bounded queue, and threads that send from it and try again what may work
/// later. [#accept] never waits. Safe for use by many threads; `start` is called once.
final class Lane<T> implements Consumer<T> {
    /// How long a consumer that was interrupted may take to account for what it was sending.
    private static final Duration INTERRUPTED = Duration.ofSeconds(1);

    private final OtlpSettings settings;
    private final Signal<T> signal;
    private final RequestQueue<T> queue;
    private final Ledger ledger;
    private final DeliveryLog deliveries;
    private final List<Thread> consumers = new ArrayList<>();

    Lane(OtlpSettings settings, Signal<T> signal, Telemetry telemetry) {
        this.settings = settings;
        this.signal = signal;
        this.queue = new RequestQueue<>(settings.sendingQueue().queueSize());
        this.ledger = new Ledger(telemetry, settings.name(), signal.unit(), signal.things());
        this.deliveries = new DeliveryLog(settings, signal.things());
        String[] labels = {"exporter", settings.name(), "data_type", signal.dataType()};
        telemetry.gauge("otelcol_exporter_queue_size", "Requests waiting to be sent.", queue::size, labels);
        telemetry.gauge("otelcol_exporter_queue_capacity", "How many requests may wait.", queue::capacity, labels);
    }

    synchronized void start() {
        for (int i = 0; i < settings.sendingQueue().numConsumers(); i++) {
            consumers.add(Thread.ofVirtual()
                    .name("otlp-%s-%s-%d".formatted(settings.name(), signal.dataType(), i))
                    .start(this::consume));
        }
    }

    @Override
    public void accept(T item) {
        if (size(item) > 0) {
            signal.pieces().apply(item).forEach(this::enqueue);
        }
    }

    private int size(T item) {
        return signal.size().applyAsInt(item);
    }

    private void enqueue(T piece) {
        int size = size(piece);
        ledger.accept(size);
        switch (queue.offer(piece)) {
            case TAKEN -> {
                if (queue.size() <= queue.capacity() / 2) {
                    deliveries.queueHasRoom();
                }
            }
            case FULL -> {
                ledger.drop(size, DropReason.QUEUE_FULL);
                deliveries.queueFull(queue.capacity());
            }
            case CLOSED -> ledger.drop(size, DropReason.SHUTDOWN);
        }
    }

    private void consume() {
        try {
            for (var item = queue.take(); item != null; item = queue.take()) {
                deliver(item);
            }
        } catch (InterruptedException _) {
            // finish() will not wait any longer; it accounts for what is left in the queue.
        }
    }

    private void deliver(T item) throws InterruptedException {
        int size = size(item);
        try {
            var request = signal.request().apply(item);
            if (request.isPresent()) {
                deliver(request.get(), size);
            }
        } catch (InterruptedException e) {
            ledger.drop(size, DropReason.SHUTDOWN);
            throw e;
        } catch (RuntimeException | Error e) {
            ledger.drop(size, DropReason.FAILED);
            deliveries.failed(e);
        }
    }

    /// Sends until the request is settled. After closing began there is one attempt and no more waiting.
    private void deliver(Request request, int size) throws InterruptedException {
        var delays = new RetryDelays(settings.retryOnFailure(), ThreadLocalRandom.current());
        long began = System.nanoTime();
        while (true) {
            boolean last = queue.isClosed();
            switch (request.send()) {
                case OtlpResult.Delivered delivered -> {
                    settle(delivered, size);
                    return;
                }
                case OtlpResult.Refused(String why) -> {
                    ledger.drop(size, DropReason.REFUSED);
                    deliveries.refused(why);
                    return;
                }
                case OtlpResult.Retry(var after, String why) -> {
                    deliveries.retrying(why);
                    var delay = delays.next(Duration.ofNanos(System.nanoTime() - began), after);
                    if (last || delay.isEmpty()) {
                        giveUp(size, last, why);
                        return;
                    }
                    queue.pause(delay.get().toNanos());
                }
            }
        }
    }

    private void settle(OtlpResult.Delivered delivered, int size) {
        long rejected = Math.clamp(delivered.rejected(), 0, size);
        ledger.deliver(size, rejected);
        if (rejected == 0) {
            deliveries.delivered();
        } else {
            deliveries.rejected(rejected, delivered.why());
        }
    }

    private void giveUp(int size, boolean closing, String why) {
        ledger.drop(size, closing ? DropReason.SHUTDOWN : DropReason.RETRIES_EXHAUSTED);
        if (!closing) {
            deliveries.exhausted(why);
        }
    }

    Ledger.Balance balance() {
        return ledger.balance();
    }

    /// Takes nothing more, and lets what waits be sent, each request once.
    void stop() {
        queue.close();
    }

    /// Waits for what waits to be sent until the deadline, and drops the rest.
    ///
    /// @param until by `System.nanoTime`
    void finish(long until) {
        if (!join(until)) {
            threads().forEach(Thread::interrupt);
            join(System.nanoTime() + INTERRUPTED.toNanos());
        }
        queue.drain().forEach(left -> ledger.drop(size(left), DropReason.SHUTDOWN));
    }

    private boolean join(long until) {
        try {
            for (var consumer : threads()) {
                if (!consumer.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
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
