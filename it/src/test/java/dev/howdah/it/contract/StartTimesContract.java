package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Since when counters count, as OTLP has it.
abstract class StartTimesContract {
    private final Site site;

    StartTimesContract(Site site) {
        this.site = site;
    }

    @Test
    void countersBeginWithTheLastResetOrWithTheStatistics() throws Exception {
        var server = site.primary();
        server.execute("CREATE DATABASE forgetful", "CREATE DATABASE steady");
        Site.execute(
                server, "forgetful", "CREATE TABLE t (i int)", "INSERT INTO t VALUES (1)", "SELECT pg_stat_reset()");
        Site.await(server, "(SELECT stats_reset IS NOT NULL FROM pg_stat_database WHERE datname = 'forgetful')");
        Site.execute(server, "steady", "SELECT 1");
        // before 15 a database's statistics begin when the collector first hears of it, and then say so
        Site.await(
                server,
                "(SELECT current_setting('server_version_num')::int >= 150000 OR stats_reset IS NOT NULL"
                        + " FROM pg_stat_database WHERE datname = 'steady')");

        var metrics = metrics();

        long reset = micros("SELECT stats_reset FROM pg_stat_database WHERE datname = 'forgetful'");
        long bgwriter = micros("SELECT stats_reset FROM pg_stat_bgwriter");
        long archiver = micros("SELECT stats_reset FROM pg_stat_archiver");
        assertThat(reset).isGreaterThan(archiver);
        for (var name : List.of("postgresql.commits", "postgresql.tup_inserted", "postgresql.blks_hit")) {
            assertThat(startMicros(points(metrics, name), "forgetful")).as(name).isEqualTo(reset);
        }
        var steady = server.query("SELECT stats_reset FROM pg_stat_database WHERE datname = 'steady'");
        assertThat(startMicros(points(metrics, "postgresql.commits"), "steady"))
                .isEqualTo(
                        steady == null
                                ? Math.min(bgwriter, archiver)
                                : micros("SELECT stats_reset FROM pg_stat_database WHERE datname = 'steady'"));
        assertThat(startMicros(points(metrics, "postgresql.operations"), "forgetful|public"))
                .isEqualTo(reset);
        assertThat(points(metrics, "postgresql.wal.archived").getFirst().getStartTimeUnixNano() / 1000)
                .isEqualTo(archiver);
        assertThat(points(metrics, "postgresql.bgwriter.maxwritten").getFirst().getStartTimeUnixNano() / 1000)
                .isEqualTo(bgwriter);
        assertKinds(metrics);
    }

    /// Counters are monotonic sums that say when they began, but for the totals of statements in a single look; gauges
    /// do not.
    private static void assertKinds(List<Metric> metrics) {
        for (var metric : metrics) {
            boolean total = metric.getName().startsWith("postgresql.query.")
                    || metric.getName().startsWith("postgresql.statement.");
            if (metric.hasSum() && metric.getSum().getIsMonotonic() && !total) {
                assertThat(metric.getSum().getDataPointsList())
                        .as(metric.getName())
                        .allMatch(point -> point.getStartTimeUnixNano() > 0
                                && point.getStartTimeUnixNano() <= point.getTimeUnixNano());
            }
        }
        assertThat(metrics)
                .filteredOn(metric -> metric.getName().equals("postgresql.wal.position"))
                .isNotEmpty()
                .allMatch(Metric::hasGauge);
    }

    private List<Metric> metrics() throws Exception {
        var request = ExportMetricsServiceRequest.newBuilder();
        JsonFormat.parser().merge(Site.print(site.primary().url(), "otlp-json"), request);
        assertThat(request.getResourceMetricsCount()).isOne();
        return request.getResourceMetrics(0).getScopeMetricsList().stream()
                .flatMap(scope -> scope.getMetricsList().stream())
                .toList();
    }

    private static List<NumberDataPoint> points(List<Metric> metrics, String name) {
        return metrics.stream()
                .filter(metric -> metric.getName().equals(name))
                .flatMap(metric -> metric.getSum().getDataPointsList().stream())
                .toList();
    }

    private static long startMicros(List<NumberDataPoint> points, String namespace) {
        return points.stream()
                        .filter(point -> point.getAttributesList().stream()
                                .anyMatch(attribute -> attribute.getKey().equals("db.namespace")
                                        && attribute.getValue().getStringValue().equals(namespace)))
                        .findFirst()
                        .orElseThrow()
                        .getStartTimeUnixNano()
                / 1000;
    }

    private long micros(String sql) {
        return Long.parseLong(Objects.requireNonNull(
                site.primary().query("SELECT (extract(epoch FROM (%s)) * 1000000)::bigint".formatted(sql))));
    }
}
