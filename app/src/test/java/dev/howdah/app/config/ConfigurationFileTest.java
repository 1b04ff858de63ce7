package dev.howdah.app.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.catalog.Preset;
import dev.howdah.catalog.yaml.InvalidFileException;
import dev.howdah.collector.target.DatabaseFilter;
import dev.howdah.model.Attributes;
import dev.howdah.pipeline.http.ListenAddress;
import dev.howdah.pipeline.otlp.OtlpSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
    private static final String ONE_TARGET = """
            targets:
              - name: orders
                url: postgresql://howdah@db1:5433/postgres
            """;

    @TempDir
    Path folder;

    private final ConfigurationFile file = new ConfigurationFile(Map.of("PGPW", "s3cret", "REGION", "eu")::get);

    private Configuration read(String text) throws InvalidFileException {
        return file.read("howdah.yaml", text);
    }

    @Test
    void hasTheseDefaults() throws Exception {
        var configuration = read(ONE_TARGET);
        var target = configuration.targets().getFirst();

        assertThat(target.interval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(target.choice().preset()).isEqualTo(Preset.STANDARD);
        assertThat(target.databases()).isEqualTo(DatabaseFilter.ALL);
        assertThat(target.labels()).isEqualTo(Attributes.empty());
        assertThat(target.password()).isNull();
        assertThat(configuration.maxConcurrentScrapes()).isEqualTo(32);
        assertThat(configuration.prometheus())
                .contains(new Configuration.PrometheusSettings(ListenAddress.parse("127.0.0.1:9187"), false));
        assertThat(configuration.otlp()).isEmpty();
        assertThat(configuration.telemetry()).isEqualTo(ListenAddress.parse("127.0.0.1:8888"));
    }

    @Test
    void mapsEveryKey() throws Exception {
        var secret = Files.writeString(folder.resolve("secret"), "x\n");
        var configuration = read("""
                targets:
                  - name: orders
                    url: postgresql://howdah@db1:5433/postgres?sslmode=require
                    password: ${file:%s}
                    databases: { include: [shop, "a*"], exclude: "*_scratch" }
                    labels: { team: payments, region: "${env:REGION}" }
                    collection: { interval: 5s, timeout: 2s, preset: minimal }
                collection: { interval: 30s, timeout: 20s, preset: exhaustive, max_concurrent_scrapes: 7 }
                exporters:
                  prometheus: { listen: "0.0.0.0:9999", timestamps: true }
                  otlp:
                    endpoint: https://otel.internal:4317
                    headers: { Authorization: "Bearer ${env:PGPW}" }
                    compression: none
                    timeout: 3s
                    tls: { ca_file: %s, insecure_skip_verify: true }
                    sending_queue: { queue_size: 9, num_consumers: 2 }
                    retry_on_failure: { enabled: false, initial_interval: 1s, max_interval: 2s, max_elapsed_time: 3m }
                  otlphttp/second: { endpoint: "http://localhost:4318" }
                telemetry: { listen: ":8889" }
                """.formatted(secret, secret));
        var target = configuration.targets().getFirst();
        var otlp = configuration.otlp().getFirst();

        assertThat(requireNonNull(target.password()).resolve().reveal()).isEqualTo("x");
        assertThat(target.databases()).isEqualTo(new DatabaseFilter(List.of("shop", "a*"), List.of("*_scratch")));
        assertThat(target.labels()).isEqualTo(Attributes.of("team", "payments", "region", "eu"));
        assertThat(target.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(target.choice().preset()).isEqualTo(Preset.MINIMAL);
        assertThat(configuration.maxConcurrentScrapes()).isEqualTo(7);
        assertThat(configuration.prometheus())
                .contains(new Configuration.PrometheusSettings(ListenAddress.parse("0.0.0.0:9999"), true));
        assertThat(otlp.name()).isEqualTo("otlp");
        assertThat(otlp.protocol()).isEqualTo(OtlpSettings.Protocol.GRPC);
        assertThat(otlp.endpoint()).isEqualTo(URI.create("https://otel.internal:4317"));
        assertThat(requireNonNull(otlp.headers().get("Authorization")).get()).isEqualTo("Bearer s3cret");
        assertThat(otlp.compression()).isEqualTo(OtlpSettings.Compression.NONE);
        assertThat(otlp.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(otlp.tls()).isEqualTo(new OtlpSettings.Tls(secret, null, null, true));
        assertThat(otlp.sendingQueue()).isEqualTo(new OtlpSettings.SendingQueue(9, 2));
        assertThat(otlp.retryOnFailure().enabled()).isFalse();
        assertThat(otlp.retryOnFailure().maxElapsedTime()).isEqualTo(Duration.ofMinutes(3));
        assertThat(configuration.otlp().get(1).name()).isEqualTo("otlphttp/second");
        assertThat(configuration.otlp().get(1).protocol()).isEqualTo(OtlpSettings.Protocol.HTTP);
        assertThat(configuration.telemetry()).isEqualTo(ListenAddress.parse(":8889"));
    }

    @Test
    void isEqualWhenReadAgainSoThatAReloadTouchesNothing() throws Exception {
        String text = ONE_TARGET + """
                    password: ${env:PGPW}
                exporters:
                  otlp: { endpoint: "http://localhost:4317", headers: { a: "${env:PGPW}" } }
                """;

        assertThat(read(text)).isEqualTo(read(text));
    }

    @Test
    void leavesThePrometheusEndpointOutWhenOnlyOthersAreConfigured() throws Exception {
        assertThat(read(ONE_TARGET + "exporters: { otlp: { endpoint: 'http://localhost:4317' } }\n")
                        .prometheus())
                .isEmpty();
    }

    @Test
    void shrinksTheDefaultTimeoutToAShortInterval() throws Exception {
        assertThat(read(ONE_TARGET + "collection: { interval: 2s }\n")
                        .targets()
                        .getFirst()
                        .timeout())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void reportsEverythingAtOnceWithLinesAndNearestKeys() {
        assertThatThrownBy(() -> read("""
                targets:
                  - name: orders
                    url: postgresql://howdah:hunter2@db1:x/postgres
                    pasword: x
                  - name: orders
                    url: postgresql://db/d
                    password: ${env:ABSENT}
                    databases: { includes: [x] }
                  - url: postgresql://db/d?ssl_mode=require
                colection: { interval: 2s }
                collection: { interval: 15, timeout: 1h, preset: standart }
                exporters:
                  prometeus: {}
                  otlp: { endpoint: "ftp://x" }
                telemetry: { listen: nowhere }
                """))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("howdah.yaml:3: targets[0].url: is no PostgreSQL URL")
                .hasMessageContaining("howdah.yaml:4: targets[0]: unknown key 'pasword' — did you mean 'password'?")
                .hasMessageContaining("howdah.yaml:5: targets[1].name: 'orders' is taken by the target in line 2")
                .hasMessageContaining("howdah.yaml:7: targets[1].password: ${env:ABSENT}: environment variable ABSENT")
                .hasMessageContaining("howdah.yaml:8: targets[1].databases: unknown key 'includes'")
                .hasMessageContaining("howdah.yaml:9: targets[2]: 'name' is missing")
                .hasMessageContaining("howdah.yaml:9: targets[2].url: has unknown parameter 'ssl_mode'")
                .hasMessageContaining("howdah.yaml:10: this file: unknown key 'colection' — did you mean 'collection'?")
                .hasMessageContaining("howdah.yaml:11: collection.interval: is '15', expected a duration")
                .hasMessageContaining("howdah.yaml:11: collection.timeout: is 1h, expected at most the interval")
                .hasMessageContaining("howdah.yaml:11: collection.preset: is 'standart', expected one of minimal,")
                .hasMessageContaining("howdah.yaml:13: exporters: unknown key 'prometeus' — did you mean 'prometheus'?")
                .hasMessageContaining("howdah.yaml:14: exporters.otlp: otlp: endpoint is no http:// or https://")
                .hasMessageContaining("howdah.yaml:15: telemetry.listen: listen address: nowhere")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void refusesWhatIsNoYamlOrNoMapping() {
        assertThatThrownBy(() -> read("targets: ["))
                .hasMessageContaining("howdah.yaml:")
                .hasMessageContaining("no valid YAML");
        assertThatThrownBy(() -> read("- a\n")).hasMessageContaining("this file is a list, expected a mapping");
        assertThatThrownBy(() -> read("")).hasMessageContaining("targets: is missing or empty");
        assertThatThrownBy(() -> read("targets: {a: b}\n"))
                .hasMessageContaining("targets: is a mapping, expected a list");
    }

    @Test
    void reportsATargetThatIsNoMappingOnce() {
        assertThatThrownBy(() -> read("targets: [orders]\n"))
                .isInstanceOfSatisfying(
                        InvalidFileException.class,
                        e -> assertThat(e.problems().stream()
                                        .filter(problem -> problem.message().contains("is a text, expected a mapping")))
                                .hasSize(1));
    }

    @Test
    void refusesAFileThatIsNotThereOrNoText() throws Exception {
        var binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> file.read(folder.resolve("none"))).hasMessageContaining("no such file");
        assertThatThrownBy(() -> file.read(binary)).hasMessageContaining("is not UTF-8 text");
    }
}
