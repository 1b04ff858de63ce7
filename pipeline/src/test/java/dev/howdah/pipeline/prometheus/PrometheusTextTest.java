package dev.howdah.pipeline.prometheus;

import static dev.howdah.pipeline.Points.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.model.NumberKind;
import dev.howdah.model.Resource;
import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.Points;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
    private final Telemetry telemetry = new Telemetry();
    private final PrometheusText text = new PrometheusText(telemetry, false);
    private final Points points = new Points(1_700_000_000_250L * 1_000_000);
    private final Resource a = Points.resource("a", "team", "x");
    private final Resource b = Points.resource("b");

    @Test
    void groupsAFamilyAcrossTargets() throws IOException {
        var ofB = points.source("s", b).add(Points.counter("z.sent", "By"), 5).add(Points.gauge("m", "{row}"), 6);
        var ofA = points.source("s", a)
                .add(Points.gauge("m", "{row}"), 1, "k", "v1")
                .add(Points.counter("z.sent", "By"), 2)
                .add(Points.gauge("m", "{row}"), 3, "k", "v2");

        assertThat(render(TextFormat.PROMETHEUS, ofB, ofA)).isEqualTo("""
                # HELP m Help of m.
                # TYPE m gauge
                m{k="v1",target="a",team="x"} 1
                m{k="v2",target="a",team="x"} 3
                m{target="b"} 6
                # HELP target_info What is known about the target.
                # TYPE target_info gauge
                target_info{server_address="a.internal",service_instance_id="id-of-a",target="a",team="x"} 1
                target_info{server_address="b.internal",service_instance_id="id-of-b",target="b"} 1
                # HELP z_sent_bytes_total Help of z.sent.
                # TYPE z_sent_bytes_total counter
                z_sent_bytes_total{target="a",team="x"} 2
                z_sent_bytes_total{target="b"} 5
                """);
    }

    @Test
    void writesOpenMetrics() throws IOException {
        var source = points.source("s", b).add(Points.counter("z.sent", "By"), 5);

        assertThat(render(TextFormat.OPENMETRICS, source)).isEqualTo("""
                # HELP target_info What is known about the target.
                # TYPE target_info gauge
                target_info{server_address="b.internal",service_instance_id="id-of-b",target="b"} 1
                # HELP z_sent_bytes Help of z.sent.
                # TYPE z_sent_bytes counter
                # UNIT z_sent_bytes bytes
                z_sent_bytes_total{target="b"} 5
                # EOF
                """);
    }

    @Test
    void writesTimesWhenAsked() throws IOException {
        var timed = new PrometheusText(telemetry, true);
        var snapshot =
                Snapshot.of(points.source("s", b).add(Points.gauge("m", ""), 5).scrape());

        assertThat(render(timed, TextFormat.PROMETHEUS, snapshot)).contains("m{target=\"b\"} 5 1700000000250\n");
        assertThat(render(timed, TextFormat.OPENMETRICS, snapshot)).contains("m{target=\"b\"} 5 1.70000000025e9\n");
    }

    @Test
    void writesAllKindsOfNumbers() throws IOException {
        var source = points.source("s", b)
                .add(Points.gauge("i", ""), Long.MIN_VALUE)
                .add(Points.gauge("i", ""), Long.MAX_VALUE, "n", "max")
                .add(Points.gauge("i", ""), 0, "n", "0")
                .add(Points.gauge("i", ""), 10, "n", "10")
                .add(Points.gauge("ms", "ms"), 1500)
                .add(Points.real("r", ""), 0.1, "n", "1")
                .add(Points.real("r", ""), 3.0, "n", "2")
                .add(Points.real("r", ""), Double.NaN, "n", "3")
                .add(Points.real("r", ""), Double.POSITIVE_INFINITY, "n", "4")
                .add(Points.real("r", ""), Double.NEGATIVE_INFINITY, "n", "5")
                .add(Points.real("r", ""), 1e-7, "n", "6")
                .add(Points.real("r", ""), -1e300, "n", "7");

        assertThat(render(TextFormat.PROMETHEUS, source).lines().filter(line -> !line.startsWith("#")))
                .contains(
                        "i{target=\"b\"} -9223372036854775808",
                        "i{n=\"max\",target=\"b\"} 9223372036854775807",
                        "i{n=\"0\",target=\"b\"} 0",
                        "i{n=\"10\",target=\"b\"} 10",
                        "ms_seconds{target=\"b\"} 1.5",
                        "r{n=\"1\",target=\"b\"} 0.1",
                        "r{n=\"2\",target=\"b\"} 3",
                        "r{n=\"3\",target=\"b\"} NaN",
                        "r{n=\"4\",target=\"b\"} +Inf",
                        "r{n=\"5\",target=\"b\"} -Inf",
                        "r{n=\"6\",target=\"b\"} 1.0e-7",
                        "r{n=\"7\",target=\"b\"} -1.0e300");
    }

    @Test
    void escapesLabelsAndHelp() throws IOException {
        var metric = new Metric("m", "A \"help\" \\ of\ntwo lines 🐘", "", MetricType.GAUGE, NumberKind.INTEGER);
        var source = points.source("s", b)
                .add(metric, 1, "k", "say \"hi\" \\ and\nbye 🐘")
                .add(metric, 2, "k", "\uD83D alone \uDC18");

        assertThat(render(TextFormat.PROMETHEUS, source))
                .contains("# HELP m A \"help\" \\\\ of\\ntwo lines 🐘\n")
                .contains("m{k=\"say \\\"hi\\\" \\\\ and\\nbye 🐘\",target=\"b\"} 1\n")
                .contains("m{k=\"\uFFFD alone \uFFFD\",target=\"b\"} 2\n");
        assertThat(render(TextFormat.OPENMETRICS, source)).contains("# HELP m A \\\"help\\\" \\\\ of\\ntwo lines 🐘\n");
    }

    @Test
    void leavesOutWhatContradictsTheFirstType() throws IOException {
        var source = points.source("s", b)
                .add(Points.gauge("x.y", ""), 1)
                .add(
                        new Metric("x_y", "Another help.", "", MetricType.UP_DOWN_COUNTER, NumberKind.INTEGER),
                        2,
                        "k",
                        "v")
                .add(Points.counter("x.y", ""), 3);

        assertThat(render(TextFormat.OPENMETRICS, source))
                .contains(
                        "# HELP x_y Help of x.y.\n# TYPE x_y gauge\nx_y{target=\"b\"} 1\nx_y{k=\"v\",target=\"b\"} 2\n")
                .doesNotContain("x_y_total");
        assertThat(conflicts()).isEqualTo(1);
        assertThat(render(TextFormat.PROMETHEUS, source)).contains("x_y_total{target=\"b\"} 3\n");
        assertThat(conflicts()).isEqualTo(1);
    }

    @Test
    void leavesOutRepeatedLines() throws IOException {
        var source = points.source("s", b)
                .add(Points.gauge("x.y", ""), 1)
                .add(Points.gauge("x_y", ""), 2)
                .add(Points.gauge("target.info", ""), 3);

        assertThat(render(TextFormat.PROMETHEUS, source))
                .contains("x_y{target=\"b\"} 1\n")
                .doesNotContain("x_y{target=\"b\"} 2")
                .doesNotContain("target_info{target=\"b\"} 3");
        assertThat(conflicts()).isEqualTo(2);
    }

    @Test
    void forgetsSeriesThatAreNotCurrent() throws IOException {
        var earlier = points.source("s", b)
                .add(Points.gauge("m", ""), 1, "k", "old")
                .add(Points.gauge("m", ""), 2, "k", "kept");
        var later = points.source("s", b).add(Points.gauge("m", ""), 2, "k", "kept");
        render(TextFormat.PROMETHEUS, earlier);
        assertThat(text.kept()).isEqualTo(2);

        text.forgetAllBut(Snapshot.of(later.scrape()));

        assertThat(text.kept()).isEqualTo(1);
        assertThat(render(TextFormat.PROMETHEUS, earlier)).contains("k=\"old\"").contains("k=\"kept\"");
    }

    @Test
    void anIdThatIsGivenAwayAgainGetsItsOwnLine() throws IOException {
        var other = new Points(SECOND);
        var first = points.source("s", b)
                .add(Points.gauge("m", ""), 1, "k", "first")
                .scrape();
        var second = other.source("s", b)
                .add(Points.gauge("m", ""), 2, "k", "second")
                .scrape();
        assertThat(first.batches().getFirst().series(0).id())
                .isEqualTo(second.batches().getFirst().series(0).id());

        assertThat(render(text, TextFormat.PROMETHEUS, Snapshot.of(first))).contains("k=\"first\"");
        assertThat(render(text, TextFormat.PROMETHEUS, Snapshot.of(second))).contains("k=\"second\"");
    }

    @Test
    void anEmptySnapshotIsValid() throws IOException {
        assertThat(render(text, TextFormat.PROMETHEUS, new Snapshot(List.of()))).isEmpty();
        assertThat(render(text, TextFormat.OPENMETRICS, new Snapshot(List.of())))
                .isEqualTo("# EOF\n");
    }

    @Test
    void writesOwnMetricsUnderTheirNames() throws IOException {
        telemetry.counter("otelcol_x", "Some \"help\"\\.", "exporter", "a\"b").add(7);
        var out = new ByteArrayOutputStream();

        TelemetryText.write(telemetry.read(), out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .endsWith(
                        "# HELP otelcol_x Some \"help\"\\\\.\n# TYPE otelcol_x counter\notelcol_x{exporter=\"a\\\"b\"} 7\n");
    }

    @Test
    void anAttributeOfTheResourceDoesNotHideAUserLabel() throws IOException {
        var resource =
                new Resource("c", Attributes.of("server.address", "mine"), Attributes.of("server.address", "found"));
        var source = points.source("s", resource).add(Points.gauge("m", ""), 1);

        assertThat(render(TextFormat.PROMETHEUS, source))
                .contains("target_info{exported_server_address=\"found\",server_address=\"mine\",target=\"c\"} 1\n");
    }

    private long conflicts() {
        return telemetry.counter("howdah_prometheus_conflicting_points", "").value();
    }

    private String render(TextFormat format, Points.Source... sources) throws IOException {
        var targets = List.of(sources).stream()
                .map(Points.Source::scrape)
                .map(scrape -> new Snapshot.Target(scrape.resource(), scrape.batches()))
                .toList();
        return render(text, format, new Snapshot(targets));
    }

    private static String render(PrometheusText text, TextFormat format, Snapshot snapshot) throws IOException {
        var out = new ByteArrayOutputStream();
        text.write(snapshot, format, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
