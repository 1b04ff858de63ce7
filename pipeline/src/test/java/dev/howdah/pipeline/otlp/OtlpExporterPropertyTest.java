package dev.howdah.pipeline.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.Points;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OtlpExporterPropertyTest {
    @Property(tries = 200)
    void everyPointIsSomewhereAtAllTimes(
            @ForAll @Size(max = 60) List<@IntRange(max = 20) Integer> sizes,
            @ForAll("results") List<OtlpResult> results,
            @ForAll @IntRange(min = 1, max = 8) int queueSize,
            @ForAll @IntRange(min = 1, max = 3) int consumers,
            @ForAll boolean graceful)
            throws Exception {
        var sender = new FakeSender().answer(results.toArray(OtlpResult[]::new));
        var settings = Settings.of(new OtlpSettings.SendingQueue(queueSize, consumers), Settings.QUICK);
        var exporter = new OtlpExporter(settings, new OtlpRequests("1"), sender, new Telemetry());
        var points = new Points(1);
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> watching = () -> watch(exporter, done);
            var watcher = threads.submit(watching);
            exporter.start();
            for (int size : sizes) {
                exporter.accept(points.scrape("t" + size, size));
            }
            exporter.close(graceful ? Duration.ofSeconds(20) : Duration.ZERO);
            done.set(true);
            assertThat(watcher.get()).isPositive();
        }

        var end = exporter.balance();
        assertThat(end.accepted())
                .isEqualTo(sizes.stream().mapToLong(size -> size).sum());
        assertThat(end.queued()).isZero();
        assertBalanced(end);
    }

    private static int watch(OtlpExporter exporter, AtomicBoolean done) {
        int looks = 0;
        do {
            assertBalanced(exporter.balance());
            looks++;
            LockSupport.parkNanos(10_000);
        } while (!done.get());
        return looks;
    }

    private static void assertBalanced(Ledger.Balance balance) {
        long dropped =
                balance.dropped().values().stream().mapToLong(count -> count).sum();
        assertThat(balance.accepted()).isEqualTo(balance.sent() + balance.queued() + dropped);
        assertThat(balance.queued()).isNotNegative();
    }

    @Provide
    Arbitrary<List<OtlpResult>> results() {
        Arbitrary<OtlpResult> delivered =
                Arbitraries.longs().between(0, 30).map(rejected -> new OtlpResult.Delivered(rejected, ""));
        Arbitrary<OtlpResult> retry = Arbitraries.of(
                new OtlpResult.Retry(null, "busy"),
                new OtlpResult.Retry(Duration.ofMillis(2), "busy"),
                new OtlpResult.Retry(Duration.ofDays(1), "busy for long"));
        Arbitrary<OtlpResult> refused = Arbitraries.of(new OtlpResult.Refused("no"));
        return Arbitraries.oneOf(delivered, retry, refused).list().ofMaxSize(60);
    }
}
