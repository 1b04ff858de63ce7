package dev.howdah.pipeline.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.howdah.model.telemetry.Telemetry;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TelemetryEndpointTest {
    private final Telemetry telemetry = new Telemetry();
    private final AtomicBoolean ready = new AtomicBoolean();

    @Test
    void showsOwnMetricsAndState() throws Exception {
        telemetry.counter("howdah_scrapes", "Scrapes.", "target", "orders").add(5);
        try (var endpoint = endpoint("127.0.0.1:0")) {
            endpoint.start();
            try (var reader = new Reader(endpoint.port())) {
                assertThat(new String(reader.get("/metrics").body(), UTF_8)).isEqualTo("""
                                # HELP howdah_scrapes Scrapes.
                                # TYPE howdah_scrapes counter
                                howdah_scrapes{target="orders"} 5
                                """);
                assertThat(reader.get("/health").body()).isEqualTo("ok\n".getBytes(UTF_8));
                assertThat(reader.get("/ready").statusCode()).isEqualTo(503);
                ready.set(true);
                assertThat(reader.get("/ready").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void saysThatAnAddressIsInUse() {
        try (var first = endpoint("127.0.0.1:0")) {
            first.start();
            String taken = "127.0.0.1:" + first.port();
            try (var second = endpoint(taken)) {
                assertThatExceptionOfType(ListenException.class)
                        .isThrownBy(second::start)
                        .withMessage("telemetry: address %s is in use — choose another with telemetry.listen", taken);
            }
        }
    }

    @Test
    void saysThatAnAddressIsNotOfThisMachine() {
        // 192.0.2.0/24 is reserved for documentation (RFC 5737).
        try (var endpoint = endpoint("192.0.2.1:0")) {
            assertThatExceptionOfType(ListenException.class)
                    .isThrownBy(endpoint::start)
                    .withMessage("telemetry: address 192.0.2.1:0 is not an address of this machine"
                            + " — choose another with telemetry.listen");
        }
    }

    private TelemetryEndpoint endpoint(String address) {
        return new TelemetryEndpoint(ListenAddress.parse(address), telemetry, ready::get);
    }
}
