package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.Await;
import dev.howdah.it.service.OtlpReceiver.Point;
import dev.howdah.pipeline.prometheus.PrometheusNames;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an OTLP receiver gets.
class OtlpDeliveryIT {
    private static final PostgresServer SERVER = PostgresServer.setup(18)
            .setting("shared_preload_libraries", "pg_stat_statements")
            .start();

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() {
        SERVER.execute("create extension pg_stat_statements", "create table shelf (i int primary key)");
    }

    @AfterAll
    static void end() {
        SERVER.close();
    }

    @Test
    void overBothProtocolsArrivesWhatThePrometheusEndpointShows() throws Exception {
        try (var otlp = OtlpReceiver.start();
                var howdah = Service.startWith(
                        folder,
                        Service.configuration(
                                """
                                exporters:
                                  prometheus: { listen: "127.0.0.1:0" }
                                  otlp: { endpoint: "http://127.0.0.1:%1$d" }
                                  otlphttp: { endpoint: "http://127.0.0.1:%1$d", compression: none }
                                telemetry: { listen: "127.0.0.1:0" }
                                """.formatted(otlp.port()),
                                "  - { name: orders, url: '%s', labels: { team: payments }, collection: { interval: 1h, timeout: 20s } }"
                                        .formatted(SERVER.url())))) {
            var shown = howdah.awaitUp("orders");
            Await.until(
                    "both got the slot",
                    () -> !otlp.byGrpc().isEmpty()
                            && otlp.byHttp().size() == otlp.byGrpc().size());

            var points = otlp.byGrpc();
            assertThat(otlp.byHttp()).containsExactlyElementsOf(points);
            assertThat(asPrometheus(points)).isEqualTo(fromPrometheus(shown));
            assertThat(points).hasSizeGreaterThan(300).allSatisfy(OtlpDeliveryIT::isComplete);
            var times = points.stream()
                    .map(point -> point.point().getTimeUnixNano())
                    .distinct();
            assertThat(times).as("all of one slot").hasSize(1);

            var resource = points.getFirst().resourceAttributes();
            assertThat(resource)
                    .containsEntry("service.name", "postgresql")
                    .containsEntry("service.instance.id", "127.0.0.1:" + SERVER.port())
                    .containsEntry("db.system.name", "postgresql")
                    .containsEntry("server.address", "127.0.0.1")
                    .containsEntry("server.port", Integer.toString(SERVER.port()))
                    .containsEntry("howdah.target", "orders")
                    .containsEntry("team", "payments")
                    .hasSize(7);
            var scope = points.getFirst().resource().getScopeMetrics(0).getScope();
            assertThat(scope.getName()).isEqualTo("dev.howdah");
            assertThat(scope.getVersion()).isNotEmpty();

            var up = only(points, "postgresql.up");
            assertThat(up.metric().hasGauge()).isTrue();
            assertThat(up.metric().getUnit()).isEqualTo("{server}");
            assertThat(up.point().getAsInt()).isEqualTo(1);
            var size = points.stream()
                    .filter(point -> point.metric().getName().equals("postgresql.db_size"))
                    .filter(point -> point.attributes().equals(Map.of("db.namespace", "postgres")))
                    .findFirst()
                    .orElseThrow();
            assertThat(size.metric().getUnit()).isEqualTo("By");
            assertThat(size.point().getAsInt()).isGreaterThan(1_000_000);
            var calls = points.stream()
                    .filter(point -> point.metric().getName().equals("postgresql.query.calls"))
                    .findFirst()
                    .orElseThrow();
            assertThat(calls.point().getStartTimeUnixNano())
                    .as("an accumulated counter began with the first look")
                    .isEqualTo(calls.point().getTimeUnixNano());
        }
    }

    private static Point only(List<Point> points, String metric) {
        var found = points.stream()
                .filter(point -> point.metric().getName().equals(metric))
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static void isComplete(Point point) {
        var metric = point.metric();
        long time = point.point().getTimeUnixNano();
        assertThat(metric.getName()).matches("(postgresql|howdah)\\.[a-z0-9_.]+");
        assertThat(metric.getDescription()).isNotBlank();
        assertThat(metric.getUnit()).isNotBlank();
        assertThat(Instant.now().getEpochSecond() - time / 1_000_000_000).isBetween(0L, 3700L);
        if (metric.hasSum()) {
            assertThat(metric.getSum().getAggregationTemporality())
                    .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
        }
        if (metric.hasSum() && metric.getSum().getIsMonotonic()) {
            assertThat(point.point().getStartTimeUnixNano())
                    .as("start of " + metric.getName())
                    .isPositive();
        } else {
            assertThat(point.point().getStartTimeUnixNano()).isZero();
        }
    }

    /// Values by name and labels, as the Prometheus endpoint would show the points.
    private static Map<String, Double> asPrometheus(List<Point> points) {
        var result = new TreeMap<String, Double>();
        for (var point : points) {
            var metric = point.metric();
            boolean counter = metric.hasSum() && metric.getSum().getIsMonotonic();
            var labels = new TreeMap<>(Map.of("target", "orders", "team", "payments"));
            point.attributes().forEach((key, value) -> labels.put(PrometheusNames.label(key), value));
            var name = PrometheusNames.sample(new dev.howdah.model.Metric(
                    metric.getName(),
                    metric.getDescription(),
                    metric.getUnit(),
                    counter
                            ? dev.howdah.model.MetricType.COUNTER
                            : metric.hasSum()
                                    ? dev.howdah.model.MetricType.UP_DOWN_COUNTER
                                    : dev.howdah.model.MetricType.GAUGE,
                    dev.howdah.model.NumberKind.DOUBLE));
            double value = metric.getUnit().equals("ms") ? point.value() / 1000 : point.value();
            assertThat(result.put(name + labels, value)).as(name + labels).isNull();
        }
        return result;
    }

    private static Map<String, Double> fromPrometheus(Samples shown) {
        return shown.all().stream()
                .filter(sample -> !sample.name().equals("target_info"))
                .collect(Collectors.toMap(
                        sample -> sample.name() + new TreeMap<>(sample.labels()),
                        Samples.Sample::value,
                        (first, _) -> first,
                        TreeMap::new));
    }

    @Test
    void retriesWhileTheReceiverIsDownAndAccountsForEveryPoint() throws Exception {
        int port = OtlpReceiver.freePort();
        try (var howdah = Service.startWith(
                folder, Service.configuration("""
                        exporters:
                          otlp:
                            endpoint: "http://127.0.0.1:%d"
                            retry_on_failure: { initial_interval: 200ms, max_interval: 500ms }
                        telemetry: { listen: "127.0.0.1:0" }
                        """.formatted(port), Service.target("orders", SERVER.url())))) {
            howdah.process().awaitOutput("takes no requests now");
            Await.until(
                    "three slots are queued", () -> exporter(howdah, "howdah_exporter_queued_metric_points") > 1500);
            assertThat(exporter(howdah, "otelcol_exporter_sent_metric_points")).isZero();
            holds(howdah);

            try (var otlp = OtlpReceiver.startAt(port)) {
                howdah.process().awaitOutput("takes requests again");
                Await.until("all is delivered", () -> exporter(howdah, "otelcol_exporter_sent_metric_points") > 1500);
                holds(howdah);
                var slots = otlp.byGrpc().stream()
                        .filter(point -> point.metric().getName().equals("postgresql.up"))
                        .map(point -> point.point().getTimeUnixNano() / 1_000_000)
                        .toList();
                assertThat(slots).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(2);
                for (int i = 1; i < slots.size(); i++) {
                    assertThat(slots.get(i) - slots.get(i - 1))
                            .as("no slot is missing")
                            .isEqualTo(1000);
                }
                howdah.isLogged("takes no requests now", 1);
                assertThat(howdah.process().terminate().status()).isZero();
            }
        }
    }

    private static double exporter(Service howdah, String name) throws Exception {
        return howdah.own().all().stream()
                .filter(sample -> sample.name().replaceAll("_total$", "").equals(name)
                        && "otlp".equals(sample.labels().get("exporter")))
                .mapToDouble(Samples.Sample::value)
                .sum();
    }

    /// Accepted = sent + queued + dropped. The numbers are read one by one, so they are read until none moves
    /// meanwhile.
    private static void holds(Service howdah) throws Exception {
        Await.until("accepted = sent + queued + dropped", () -> {
            var own = howdah.own().all();
            double accepted = 0;
            double elsewhere = 0;
            for (var sample : own) {
                switch (sample.name().replaceAll("_total$", "")) {
                    case "howdah_exporter_accepted_metric_points" -> accepted += sample.value();
                    case "otelcol_exporter_sent_metric_points",
                            "howdah_exporter_queued_metric_points",
                            "howdah_exporter_dropped_metric_points" -> elsewhere += sample.value();
                    default -> {}
                }
            }
            return accepted > 0 && accepted == elsewhere;
        });
    }
}
