package dev.howdah.pipeline.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.Resource;
import dev.howdah.model.alias.Alias;
import dev.howdah.model.alias.LabelSource;
import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.Points;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NamingTest {
    private static final Metric COMMITS = Points.counter("postgresql.commits", "1");
    private static final Metric DURATION = Points.counter("postgresql.duration", "ms");
    private static final Metric SETTING = Points.gauge("postgresql.setting", "By");

    private static final List<Alias> ALIASES = List.of(
            alias("pg_commits", COMMITS, Attributes.empty(), Map.of("datname", new LabelSource.First("db.namespace"))),
            alias("pg_commits_total", COMMITS, Attributes.empty(), Map.of()),
            alias("pg_sync_count", DURATION, Attributes.of("type", "sync"), Map.of()),
            new Alias("pg_{name}_bytes", "", SETTING.name(), Attributes.empty(), List.of(), Map.of(), 1, 1024));

    private final Telemetry telemetry = new Telemetry();
    private final Points points = new Points(Points.SECOND);
    private final Resource target = Points.resource("a", "datname", "mine");

    private static Alias alias(String name, Metric metric, Attributes where, Map<String, LabelSource> labels) {
        return new Alias(name, "", metric.name(), where, List.of(), labels, 1, 1);
    }

    private Points.Source source() {
        return points.source("s", target)
                .add(COMMITS, 3, "db.namespace", "shop|public")
                .add(DURATION, 1500, "type", "sync")
                .add(DURATION, 2500, "type", "write")
                .add(SETTING, 2048, "name", "x.work-mem")
                .add(SETTING, 4096, "name", "cache");
    }

    @Test
    void showsAliasesInThePlaceOfOurNames() throws IOException {
        assertThat(render(Naming.insteadOfOurs(ALIASES), TextFormat.PROMETHEUS)).isEqualTo("""
                # HELP pg_cache_bytes Help of postgresql.setting.
                # TYPE pg_cache_bytes gauge
                pg_cache_bytes{datname="mine",target="a"} 4
                # HELP pg_commits Help of postgresql.commits.
                # TYPE pg_commits untyped
                pg_commits{datname="mine",exported_datname="shop",target="a"} 3
                # HELP pg_commits_total Help of postgresql.commits.
                # TYPE pg_commits_total counter
                pg_commits_total{datname="mine",target="a"} 3
                # HELP pg_sync_count Help of postgresql.duration.
                # TYPE pg_sync_count untyped
                pg_sync_count{datname="mine",target="a"} 1500
                # HELP pg_x_work_mem_bytes Help of postgresql.setting.
                # TYPE pg_x_work_mem_bytes gauge
                pg_x_work_mem_bytes{datname="mine",target="a"} 2
                # HELP postgresql_duration_seconds_total Help of postgresql.duration.
                # TYPE postgresql_duration_seconds_total counter
                postgresql_duration_seconds_total{datname="mine",target="a",type="write"} 2.5
                # HELP target_info What is known about the target.
                # TYPE target_info gauge
                target_info{datname="mine",server_address="a.internal",service_instance_id="id-of-a",target="a"} 1
                """);
    }

    @Test
    void showsAliasesBesideOurNames() throws IOException {
        var own = render(Naming.OWN, TextFormat.PROMETHEUS).lines().toList();
        var instead = render(Naming.insteadOfOurs(ALIASES), TextFormat.PROMETHEUS)
                .lines()
                .toList();

        assertThat(render(Naming.besidesOurs(ALIASES), TextFormat.PROMETHEUS).lines())
                .containsAll(own)
                .containsAll(instead)
                .hasSameSizeAs(
                        Stream.concat(own.stream(), instead.stream()).distinct().toList());
    }

    @Test
    void namesTypesAndFamiliesAsOpenMetricsWants() throws IOException {
        assertThat(render(Naming.insteadOfOurs(ALIASES.subList(0, 1)), TextFormat.OPENMETRICS))
                .contains("# TYPE pg_commits unknown\npg_commits{");
        assertThat(render(Naming.insteadOfOurs(ALIASES.subList(1, 3)), TextFormat.OPENMETRICS))
                .contains("# TYPE pg_commits counter\npg_commits_total{")
                .contains("# TYPE pg_sync_count unknown\n");
    }

    @Test
    void countsPointsWhoseAliasIsTheSame() throws IOException {
        var text = new PrometheusText(telemetry, false, Naming.insteadOfOurs(ALIASES));

        var page = render(text, TextFormat.PROMETHEUS, source().add(COMMITS, 4, "db.namespace", "shop|private"));

        assertThat(page).doesNotContain("} 4\npg_commits_total");
        assertThat(telemetry.counter("howdah_prometheus_conflicting_points", "").value())
                .isEqualTo(2);
    }

    @Test
    void forgetsAliasesOfSeriesThatAreNotCurrent() throws IOException {
        var text = new PrometheusText(telemetry, false, Naming.besidesOurs(ALIASES));
        var before = render(text, TextFormat.PROMETHEUS, source());
        assertThat(text.kept()).isEqualTo(5);

        text.forgetAllBut(new Snapshot(List.of()));

        assertThat(text.kept()).isZero();
        assertThat(render(text, TextFormat.PROMETHEUS, source())).isEqualTo(before);
    }

    @Test
    void aMetricKeepsItsNameFromAnAliasInEveryFormatAndFromTheNextWritingOn() throws IOException {
        var own = Points.gauge("pg.commits", "{commit}");
        var text = new PrometheusText(telemetry, false, Naming.insteadOfOurs(ALIASES));
        var source = source().add(own, 7);
        render(text, TextFormat.PROMETHEUS, source);

        text.show(Naming.insteadOfOurs(ALIASES).leaving(List.of(own)));

        for (var format : TextFormat.values()) {
            assertThat(render(text, format, source))
                    .contains("\npg_commits{datname=\"mine\",target=\"a\"} 7\n", "\npostgresql_commits_total{")
                    .contains("\npg_sync_count{")
                    .doesNotContain("pg_commits{datname=\"mine\",exported_datname", "\npg_commits_total{");
        }
    }

    private String render(Naming naming, TextFormat format) throws IOException {
        return render(new PrometheusText(telemetry, false, naming), format, source());
    }

    private static String render(PrometheusText text, TextFormat format, Points.Source source) throws IOException {
        var out = new ByteArrayOutputStream();
        text.write(Snapshot.of(source.scrape()), format, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
