package dev.howdah.pipeline.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.howdah.pipeline.otlp.OtlpSettings.Protocol;
import dev.howdah.pipeline.otlp.OtlpSettings.RetryOnFailure;
import dev.howdah.pipeline.otlp.OtlpSettings.SendingQueue;
import dev.howdah.pipeline.otlp.OtlpSettings.Tls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpSettingsTest {
    @Test
    void hasTheCollectorsDefaults() {
        var settings = OtlpSettings.of("otlp", URI.create("https://otel.internal:4317"), Protocol.GRPC);

        assertThat(settings.compression()).isEqualTo(OtlpSettings.Compression.GZIP);
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.tls()).isEqualTo(new Tls(null, null, null, false));
        assertThat(settings.sendingQueue()).isEqualTo(new SendingQueue(1000, 1));
        assertThat(settings.retryOnFailure())
                .isEqualTo(new RetryOnFailure(
                        true, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5), 0.5, 1.5));
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:4318, /v1/metrics",
        "http://h:4318/, /v1/metrics",
        "https://h/otlp, /otlp/v1/metrics",
        "https://h/api/v1/metrics, /api/v1/metrics"
    })
    void postsToTheMetricsPath(String endpoint, String path) {
        assertThat(OtlpSettings.of("otlp", URI.create(endpoint), Protocol.HTTP).metricsPath())
                .isEqualTo(path);
    }

    @Test
    void refusesAPasswordInTheEndpointWithoutRepeatingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OtlpSettings.of("otlp", URI.create("http://me:secret@h:1"), Protocol.GRPC))
                .withMessage(
                        "otlp: endpoint holds a user or password, expected none — put an authorization into headers");
    }

    @Test
    void refusesAnEndpointWithoutScheme() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OtlpSettings.of("otlp", URI.create("otel.internal:4317"), Protocol.GRPC))
                .withMessageContaining("write for example https://otel.internal:4317");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h:1/otlp", "http://h:1/otlp/", "http://h:1/otlp/v1/metrics"})
    void logsGoBesideMetrics(String endpoint) {
        var settings = OtlpSettings.of("otlp", URI.create(endpoint), Protocol.HTTP);

        assertThat(settings.logsPath()).isEqualTo("/otlp/v1/logs");
        assertThat(settings.metricsPath()).isEqualTo("/otlp/v1/metrics");
    }

    @Test
    void refusesHalfAKeyPair() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Tls(null, Path.of("cert.pem"), null, false));
    }

    @Test
    void namesTheKeyFileThatCannotBeRead() {
        var settings = new OtlpSettings(
                "otlp",
                URI.create("https://h:1"),
                Protocol.GRPC,
                Map.of(),
                OtlpSettings.Compression.GZIP,
                Duration.ofSeconds(5),
                new Tls(Path.of("missing.pem"), null, null, false),
                SendingQueue.DEFAULTS,
                RetryOnFailure.DEFAULTS);
        try (var sender = new GrpcSender(settings)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(sender::start)
                    .withMessage("otlp: tls.ca_file missing.pem cannot be read — check the path and its permissions");
        }
    }

    @Test
    void refusesANameThatNoHeaderHas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.server(
                        Protocol.GRPC,
                        "http://h:1",
                        OtlpSettings.Compression.NONE,
                        Duration.ofSeconds(1),
                        Map.of("x: y", () -> "")))
                .withMessage("otlp/test: header x: y, expected letters, digits and hyphens — correct its name");
    }
}
