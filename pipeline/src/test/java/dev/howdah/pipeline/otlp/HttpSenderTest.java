package dev.howdah.pipeline.otlp;

import static dev.howdah.pipeline.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.GracefulShutdown;
import com.linecorp.armeria.server.Server;
import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.Points;
import dev.howdah.pipeline.otlp.OtlpSettings.Compression;
import dev.howdah.pipeline.otlp.OtlpSettings.Protocol;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSenderTest {
    private static final MediaType PROTOBUF = MediaType.parse("application/x-protobuf");

    private final Queue<AggregatedHttpRequest> requests = new ConcurrentLinkedQueue<>();
    private final Queue<HttpResponse> answers = new ConcurrentLinkedQueue<>();
    private final Server server = Server.builder()
            .http(0)
            .gracefulShutdown(GracefulShutdown.disabled())
            .service(
                    "/otlp/v1/metrics",
                    (_, request) -> HttpResponse.of(request.aggregate().thenApply(this::answer)))
            .build();
    private final ExportMetricsServiceRequest request = new OtlpRequests("1")
            .of(new Points(Points.SECOND).scrape("orders", 3))
            .orElseThrow();
    private HttpSender sender;

    HttpSenderTest() {
        server.start().join();
        sender = start(Compression.GZIP);
    }

    @AfterEach
    void stop() {
        sender.close();
        var _ = server.closeAsync();
    }

    @Test
    void postsGzippedProtobuf() throws Exception {
        assertThat(sender.send(request)).isEqualTo(new OtlpResult.Delivered(0, ""));

        var received = requests.remove();
        assertThat(received.contentType()).isEqualTo(PROTOBUF);
        assertThat(received.headers().get("content-encoding")).isEqualTo("gzip");
        assertThat(received.headers().get("x-tenant")).isEqualTo("blue");
        assertThat(ExportMetricsServiceRequest.parseFrom(unpack(received))).isEqualTo(request);
    }

    @Test
    void postsWithoutCompression() throws Exception {
        sender.close();
        sender = start(Compression.NONE);

        sender.send(request);

        var received = requests.remove();
        assertThat(received.headers().get("content-encoding")).isNull();
        assertThat(ExportMetricsServiceRequest.parseFrom(received.content().array()))
                .isEqualTo(request);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void triesAgainWhatMayWorkLater(int code) throws Exception {
        answers.add(HttpResponse.of(ResponseHeaders.of(HttpStatus.valueOf(code), "retry-after", "9")));
        answers.add(HttpResponse.of(HttpStatus.valueOf(code)));

        assertThat(sender.send(request)).isEqualTo(new OtlpResult.Retry(Duration.ofSeconds(9), "HTTP " + code));
        assertThat(sender.send(request)).isEqualTo(new OtlpResult.Retry(null, "HTTP " + code));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 413, 500, 301})
    void doesNotTryAgainWhatNeverWorks(int code) throws Exception {
        answers.add(HttpResponse.of(HttpStatus.valueOf(code)));

        assertThat(sender.send(request)).isEqualTo(new OtlpResult.Refused("HTTP " + code));
    }

    @Test
    void tellsOfPartialSuccess() throws Exception {
        var partial = ExportMetricsServiceResponse.newBuilder()
                .setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
                        .setRejectedDataPoints(2)
                        .setErrorMessage("too old"))
                .build();
        answers.add(HttpResponse.of(HttpStatus.OK, PROTOBUF, HttpData.wrap(partial.toByteArray())));

        assertThat(sender.send(request)).isEqualTo(new OtlpResult.Delivered(2, "too old"));
    }

    @Test
    void triesAgainWhenNobodyListens() throws Exception {
        try (var nobody = new HttpSender(settings(Compression.GZIP, 1), Instant::now)) {
            nobody.start();
            assertThat(nobody.send(request)).isInstanceOf(OtlpResult.Retry.class);
        }
    }

    @Test
    void theExporterDeliversAfterTheReceiverCameBack() {
        answers.add(HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE));
        var settings = settings(Compression.GZIP, server.activeLocalPort());
        try (var exporter = OtlpExporter.of(settings, "1", new Telemetry())) {
            exporter.start();
            exporter.accept(new Points(Points.SECOND).scrape("orders", 3));

            until("delivered", () -> exporter.balance().sent() == 3);
            assertThat(requests).hasSize(2);
        }
    }

    private HttpResponse answer(AggregatedHttpRequest received) {
        requests.add(received);
        var next = answers.poll();
        return next != null ? next : HttpResponse.of(HttpStatus.OK, PROTOBUF, HttpData.empty());
    }

    private static byte[] unpack(AggregatedHttpRequest received) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(received.content().array())).readAllBytes();
    }

    private HttpSender start(Compression compression) {
        var made = new HttpSender(settings(compression, server.activeLocalPort()), Instant::now);
        made.start();
        return made;
    }

    private static OtlpSettings settings(Compression compression, int port) {
        return Settings.server(
                Protocol.HTTP,
                "http://127.0.0.1:" + port + "/otlp",
                compression,
                Duration.ofSeconds(10),
                Map.of("x-tenant", () -> "blue"));
    }
}
