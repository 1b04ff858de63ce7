package dev.howdah.it.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.Await;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How the service ends, and how it says that it lives.
class ShutdownIT {
    private static final PostgresServer SERVER = PostgresServer.setup(18).start();

    @TempDir
    private Path folder;

    @AfterAll
    static void end() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void deliversWhatItCollectedAndEndsWithZero(String signal) throws Exception {
        try (var otlp = OtlpReceiver.start();
                var howdah = Service.startWith(
                        folder,
                        Service.configuration(
                                "exporters: { prometheus: { listen: '127.0.0.1:0' }, %s }\ntelemetry: { listen: '127.0.0.1:0' }\n"
                                        .formatted(otlp.exporter()),
                                Service.target("orders", SERVER.url())))) {
            howdah.awaitUp("orders");
            Await.until("a slot is delivered", () -> !otlp.ups("orders").isEmpty());
            long begun = System.nanoTime();
            howdah.process().signal(signal);
            var ended = howdah.process().end(Await.LIMIT);

            assertThat(ended.status()).isZero();
            assertThat((System.nanoTime() - begun) / 1e9).isLessThan(5);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).contains("ending:").doesNotContain("WARN", "ERROR", "\tat ");
            assertThat(SERVER.query("select count(*) from pg_stat_activity where application_name = 'howdah'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void saysThatItLivesAndWhenItIsReady() throws Exception {
        try (var silent = Peers.silent();
                var howdah = Service.start(
                        folder,
                        Service.target("orders", SERVER.url()),
                        "  - { name: silent, url: '%s', collection: { interval: 1m, timeout: 3s } }"
                                .formatted(silent.url()))) {
            howdah.awaitUp("orders");
            assertThat(Service.get(howdah.ownUrl() + "/health").statusCode()).isEqualTo(200);
            var notYet = Service.get(howdah.ownUrl() + "/ready");
            assertThat(notYet.statusCode()).isEqualTo(503);
            assertThat(new String(notYet.body(), UTF_8)).contains("the first slot is not done yet");
            Await.until(
                    "it is ready", () -> Service.get(howdah.ownUrl() + "/ready").statusCode() == 200);
            howdah.awaitDown("silent", "timeout");
        }
    }

    @Test
    void endsInTimeThoughAServerHangsAndTheReceiverIsGone() throws Exception {
        try (var silent = Peers.silent();
                var howdah = Service.startWith(
                        folder,
                        Service.configuration(
                                """
                                exporters:
                                  prometheus: { listen: '127.0.0.1:0' }
                                  otlp: { endpoint: 'http://127.0.0.1:%d' }
                                telemetry: { listen: '127.0.0.1:0' }
                                """.formatted(OtlpReceiver.freePort()),
                                Service.target("orders", SERVER.url()),
                                "  - { name: silent, url: '%s', collection: { interval: 1m, timeout: 3s } }"
                                        .formatted(silent.url())))) {
            howdah.awaitUp("orders");
            howdah.process().signal("TERM");
            var ended = howdah.process().end(Await.LIMIT);
            assertThat(ended.status()).isZero();
            assertThat(ended.err()).contains("otlp").doesNotContain("\tat ");
        }
    }
}
