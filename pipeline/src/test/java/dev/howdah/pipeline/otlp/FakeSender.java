package dev.howdah.pipeline.otlp;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Answers by script, and with success when the script is over. While [#gate] has no permits, a send waits.
final class FakeSender implements OtlpSender {
    static final OtlpResult DELIVERED = new OtlpResult.Delivered(0, "");

    final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);
    final Queue<OtlpResult> script = new ConcurrentLinkedQueue<>();
    final Queue<ExportMetricsServiceRequest> requests = new ConcurrentLinkedQueue<>();
    final Queue<ExportLogsServiceRequest> logs = new ConcurrentLinkedQueue<>();
    final AtomicInteger waiting = new AtomicInteger();
    volatile boolean closed;

    FakeSender answer(OtlpResult... results) {
        script.addAll(List.of(results));
        return this;
    }

    void block() {
        gate.drainPermits();
    }

    void unblock() {
        gate.release(Integer.MAX_VALUE / 2);
    }

    @Override
    public OtlpResult send(ExportMetricsServiceRequest request) throws InterruptedException {
        return answer(() -> requests.add(request));
    }

    @Override
    public OtlpResult send(ExportLogsServiceRequest request) throws InterruptedException {
        return answer(() -> logs.add(request));
    }

    private OtlpResult answer(Runnable taken) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            gate.acquire();
        } finally {
            waiting.decrementAndGet();
        }
        taken.run();
        var next = script.poll();
        return next == null ? DELIVERED : next;
    }

    @Override
    public void close() {
        closed = true;
    }
}
