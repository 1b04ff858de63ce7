package dev.howdah.pipeline.otlp;

import static dev.howdah.pipeline.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.model.Attributes;
import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.Points;
import dev.howdah.pipeline.otlp.OtlpSettings.RetryOnFailure;
import dev.howdah.pipeline.otlp.OtlpSettings.SendingQueue;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpExporterTest {
    private static final RetryOnFailure LONG =
            new RetryOnFailure(true, Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMinutes(60), 0, 1);
    private static final OtlpResult RETRY = new OtlpResult.Retry(null, "busy");

    private final Telemetry telemetry = new Telemetry();
    private final FakeSender sender = new FakeSender();
    private final Points points = new Points(Points.SECOND);
    private OtlpExporter exporter = exporter(Settings.queue(10));

    @AfterEach
    void close() {
        sender.unblock();
        exporter.close();
    }

    @Test
    void deliversInOrder() {
        exporter.start();
        exporter.accept(points.scrape("a", 1));
        exporter.accept(points.scrape("b", 2));
        exporter.accept(points.scrape("nothing", 0));

        until("both sent", () -> exporter.balance().sent() == 3);
        assertThat(sender.requests)
                .extracting(request -> request.getResourceMetrics(0)
                        .getScopeMetrics(0)
                        .getMetrics(0)
                        .getGauge()
                        .getDataPointsCount())
                .containsExactly(1, 2);
        assertBalanced(3, 3, 0, Map.of());
    }

    @Test
    void triesAgainUntilItIsDelivered() {
        sender.answer(RETRY, RETRY);
        exporter.start();
        exporter.accept(points.scrape("a", 4));

        until("sent", () -> exporter.balance().sent() == 4);
        assertThat(sender.requests).hasSize(3);
        assertBalanced(4, 4, 0, Map.of());
    }

    @Test
    void dropsTheNewestWhenTheQueueIsFull() {
        exporter = exporter(Settings.queue(2));
        exporter.accept(points.scrape("a", 1));
        exporter.accept(points.scrape("b", 2));
        exporter.accept(points.scrape("c", 4));

        assertBalanced(7, 0, 3, Map.of(DropReason.QUEUE_FULL, 4L));
        assertThat(gauge("otelcol_exporter_queue_size", "exporter", "otlp/test", "data_type", "metrics"))
                .isEqualTo(2);
        assertThat(gauge("otelcol_exporter_queue_capacity", "exporter", "otlp/test", "data_type", "metrics"))
                .isEqualTo(2);
        assertThat(gauge("otelcol_exporter_enqueue_failed_metric_points", "exporter", "otlp/test"))
                .isEqualTo(4);

        exporter.start();
        until("the older are sent", () -> exporter.balance().sent() == 3);
    }

    @Test
    void dropsWhatIsRefusedAndGoesOn() {
        sender.answer(new OtlpResult.Refused("no"));
        exporter.start();
        exporter.accept(points.scrape("a", 1));
        exporter.accept(points.scrape("b", 2));

        until("the second is sent", () -> exporter.balance().sent() == 2);
        assertBalanced(3, 2, 0, Map.of(DropReason.REFUSED, 1L));
        assertThat(gauge("otelcol_exporter_send_failed_metric_points", "exporter", "otlp/test"))
                .isEqualTo(1);
    }

    @Test
    void countsRejectedPoints() {
        sender.answer(new OtlpResult.Delivered(2, "too old"));
        exporter.start();
        exporter.accept(points.scrape("a", 5));

        until("settled", () -> exporter.balance().queued() == 0);
        assertBalanced(5, 3, 0, Map.of(DropReason.REJECTED, 2L));
    }

    @Test
    void givesUpWhenRetriesAreSwitchedOff() {
        var off = new RetryOnFailure(false, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO, 0, 1);
        exporter = exporter(Settings.of(new SendingQueue(10, 1), off));
        sender.answer(RETRY);
        exporter.start();
        exporter.accept(points.scrape("a", 5));

        until("settled", () -> exporter.balance().queued() == 0);
        assertBalanced(5, 0, 0, Map.of(DropReason.RETRIES_EXHAUSTED, 5L));
    }

    @Test
    void closeSendsWhatWaits() {
        for (int i = 1; i <= 5; i++) {
            exporter.accept(points.scrape("t" + i, i));
        }
        exporter.start();

        exporter.close();

        assertBalanced(15, 15, 0, Map.of());
        assertThat(sender.closed).isTrue();
    }

    @Test
    void closeDoesNotWaitForRetries() {
        exporter = exporter(Settings.of(new SendingQueue(10, 1), LONG));
        sender.answer(RETRY, RETRY, FakeSender.DELIVERED, RETRY);
        exporter.start();
        exporter.accept(points.scrape("a", 1));
        until("first attempt", () -> sender.requests.size() == 1);
        exporter.accept(points.scrape("b", 2));
        exporter.accept(points.scrape("c", 4));

        exporter.close(Duration.ofSeconds(20));

        assertThat(sender.requests).hasSize(4);
        assertBalanced(7, 2, 0, Map.of(DropReason.SHUTDOWN, 5L));
    }

    @Test
    void accountsForEverythingWhenTheDeadlineOfCloseIsOver() {
        exporter.start();
        sender.block();
        exporter.accept(points.scrape("a", 1));
        until("sending", () -> sender.waiting.get() == 1);
        exporter.accept(points.scrape("b", 2));
        exporter.accept(points.scrape("c", 4));

        exporter.close(Duration.ofMillis(20));
        exporter.accept(points.scrape("late", 8));

        assertBalanced(15, 0, 0, Map.of(DropReason.SHUTDOWN, 15L));
        assertThat(gauge("howdah_exporter_accepted_metric_points", "exporter", "otlp/test"))
                .isEqualTo(15);
        assertThat(gauge("howdah_exporter_queued_metric_points", "exporter", "otlp/test"))
                .isZero();
    }

    @Test
    void accountsForTheQueueWhenItWasNeverStarted() {
        exporter.accept(points.scrape("a", 3));

        exporter.close();

        assertBalanced(3, 0, 0, Map.of(DropReason.SHUTDOWN, 3L));
    }

    @Test
    void cutsScrapesThatAreTooLargeForOneRequest() {
        exporter.start();
        exporter.accept(points.scrape("a", OtlpSettings.SendingQueue.DEFAULTS.maxMetricsPerBatch() + 1));

        until("sent", () -> exporter.balance().sent() == OtlpSettings.SendingQueue.DEFAULTS.maxMetricsPerBatch() + 1);
        assertThat(sender.requests).hasSize(2);
    }

    private OtlpExporter exporter(OtlpSettings settings) {
        return new OtlpExporter(settings, new OtlpRequests("1.2.3"), sender, telemetry);
    }

    private void assertBalanced(long accepted, long sent, long queued, Map<DropReason, Long> dropped) {
        var balance = exporter.balance();
        assertThat(balance.accepted()).isEqualTo(accepted);
        assertThat(balance.sent()).isEqualTo(sent);
        assertThat(balance.queued()).isEqualTo(queued);
        balance.dropped()
                .forEach((reason, count) ->
                        assertThat(count).as(reason.label()).isEqualTo(dropped.getOrDefault(reason, 0L)));
    }

    private double gauge(String name, String... labels) {
        return telemetry.read().stream()
                .filter(family -> family.name().equals(name))
                .flatMap(family -> family.samples().stream())
                .filter(sample -> sample.labels().equals(Attributes.of(labels)))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
