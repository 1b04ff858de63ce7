package dev.howdah.pipeline.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.Points;
import dev.howdah.pipeline.prometheus.LatestSlots;
import dev.howdah.pipeline.prometheus.PrometheusText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrometheusEndpointTest {
    private final LatestSlots slots = new LatestSlots(() -> Instant.ofEpochSecond(100));
    private final PrometheusEndpoint endpoint = new PrometheusEndpoint(
            ListenAddress.parse("127.0.0.1:0"), slots, new PrometheusText(new Telemetry(), false));
    private Reader reader = new Reader(0);

    @BeforeEach
    void start() {
        endpoint.start();
        reader.close();
        reader = new Reader(endpoint.port());
        var points = new Points(100 * Points.SECOND);
        slots.accept(points.scrape("orders", 3));
        slots.accept(points.scrape("users", 2));
    }

    @AfterEach
    void stop() {
        reader.close();
        endpoint.close();
    }

    @Test
    void showsAllTargets() throws Exception {
        var response = reader.get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(contentType(response)).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(text(response))
                .contains("m_ratio{i=\"2\",target=\"orders\"} 2\n")
                .contains("m_ratio{i=\"1\",target=\"users\"} 1\n");
    }

    @Test
    void showsOneTarget() throws Exception {
        assertThat(text(reader.get("/metrics?target=users")))
                .contains("target=\"users\"")
                .doesNotContain("target=\"orders\"");
    }

    @Test
    void saysWhichTargetsThereAre() throws Exception {
        var response = reader.get("/metrics?target=user");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(text(response))
                .isEqualTo("target user: nothing current is known of it, expected one of [orders, users]"
                        + " — correct ?target=, or leave it out for all\n");
    }

    @Test
    void answersInOpenMetricsWhenAsked() throws Exception {
        var response = reader.get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0,*/*;q=0.1");

        assertThat(contentType(response)).isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(text(response)).endsWith("# EOF\n");
    }

    @Test
    void compressesWhenAsked() throws Exception {
        slots.accept(new Points(100 * Points.SECOND).scrape("large", 5000));

        var response = reader.get("/metrics", "Accept-Encoding", "gzip");

        assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
        var unpacked = new GZIPInputStream(new ByteArrayInputStream(response.body()));
        assertThat(new String(unpacked.readAllBytes(), UTF_8)).isEqualTo(text(reader.get("/metrics")));
        assertThat(reader.get("/metrics").headers().firstValue("content-encoding"))
                .isEmpty();
    }

    @Test
    void theFirstPageLinksToTheMetrics() throws Exception {
        var response = reader.get("/");

        assertThat(contentType(response)).startsWith("text/html");
        assertThat(text(response)).contains("<a href=\"/metrics\">");
        assertThat(reader.get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void isForReadingOnly() throws Exception {
        var head = reader.ask("HEAD", "/metrics");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(reader.ask("DELETE", "/metrics").statusCode()).isEqualTo(405);
    }

    @Test
    void stopsWithoutQuietPeriod() throws IOException, InterruptedException {
        reader.get("/metrics");
        long began = System.nanoTime();

        endpoint.close();

        // Armeria and Netty would wait 2 s and more by default.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(1900));
    }

    private static String contentType(HttpResponse<byte[]> response) {
        return response.headers().firstValue("content-type").orElse("none");
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }
}
