package dev.howdah.it.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.Await;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Prometheus endpoint as its readers meet it, among them a real Prometheus server.
class EndpointIT {
    private static final PostgresServer SERVER = PostgresServer.setup(18).start();

    @TempDir
    private Path folder;

    @AfterAll
    static void end() {
        SERVER.close();
    }

    @Test
    void answersForOneTargetAndForAll() throws Exception {
        try (var howdah =
                Service.start(folder, Service.target("orders", SERVER.url()), Service.target("stock", SERVER.url()))) {
            howdah.awaitUp("orders");
            howdah.awaitUp("stock");
            assertThat(howdah.metrics().valuesOf("target", "postgresql_up"))
                    .containsExactlyInAnyOrder("orders", "stock");

            var one = Samples.parse(Service.text(howdah.prometheusUrl() + "/metrics?target=stock"));
            assertThat(one.all())
                    .hasSizeGreaterThan(200)
                    .allMatch(sample -> "stock".equals(sample.labels().get("target")));

            var unknown = Service.get(howdah.prometheusUrl() + "/metrics?target=shop");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(new String(unknown.body(), UTF_8))
                    .startsWith("target shop: ")
                    .contains("[orders, stock]");

            var zipped = Service.get(howdah.prometheusUrl() + "/metrics", "Accept-Encoding", "gzip");
            assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
            var unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes();
            assertThat(new String(unzipped, UTF_8)).contains("postgresql_up{target=\"orders\"} 1");

            var plain = Service.get(howdah.prometheusUrl() + "/metrics");
            assertThat(plain.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
            assertThat(new String(plain.body(), UTF_8)).doesNotContain("# EOF");

            var open = Service.get(
                    howdah.prometheusUrl() + "/metrics",
                    "Accept",
                    "application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5");
            assertThat(open.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("application/openmetrics-text; version=1.0.0");
            assertThat(new String(open.body(), UTF_8))
                    .endsWith("# EOF\n")
                    .contains("# TYPE postgresql_commits counter\n")
                    .contains("postgresql_commits_total{");

            assertThat(Service.get(howdah.prometheusUrl() + "/nonsense").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void prometheusScrapesItAndForgetsATargetThatDied() throws Exception {
        try (var doomed = PostgresServer.setup(17).start();
                var howdah = Service.start(
                        folder, Service.target("orders", SERVER.url()), Service.target("doomed", doomed.url()))) {
            howdah.awaitUp("orders");
            howdah.awaitUp("doomed");
            var address = URI.create(howdah.prometheusUrl()).getAuthority();
            try (var prometheus = PrometheusServer.start(folder, address)) {
                prometheus.awaitValue("up{job='howdah'}", 1);
                prometheus.awaitValue("sum(postgresql_up)", 2);
                assertThat(prometheus.query("postgresql_server_info"))
                        .extracting(found -> found.labels().get("target"))
                        .containsExactlyInAnyOrder("orders", "doomed");
                assertThat(prometheus
                                .query("count({target='doomed'})")
                                .getFirst()
                                .value())
                        .isGreaterThan(200);
                Await.until("there is a rate", () -> {
                    var rate = prometheus.query("sum(rate(postgresql_commits_total{target='orders'}[10s]))");
                    return !rate.isEmpty() && rate.getFirst().value() > 0;
                });

                doomed.stop();
                prometheus.awaitValue("postgresql_up{target='doomed'}", 0);
                Await.until(
                        "the rest of it is stale",
                        () -> prometheus
                                        .query("postgresql_commits_total{target='doomed'}")
                                        .isEmpty()
                                && prometheus
                                        .query("postgresql_database_size_bytes{target='doomed'}")
                                        .isEmpty());
                assertThat(howdah.metrics().find("postgresql_commits_total", "target", "doomed"))
                        .isEmpty();
                prometheus.awaitValue("howdah_scrape_failure{target='doomed',reason='unreachable'}", 1);
                prometheus.awaitValue("postgresql_up{target='orders'}", 1);
                assertThat(prometheus.query("scrape_samples_post_metric_relabeling == scrape_samples_scraped"))
                        .as("nothing was refused")
                        .hasSize(1);

                doomed.start();
                prometheus.awaitValue("postgresql_up{target='doomed'}", 1);
                assertThat(prometheus.query("howdah_scrape_failure{target='doomed'}"))
                        .isEmpty();
            }
        }
    }
}
