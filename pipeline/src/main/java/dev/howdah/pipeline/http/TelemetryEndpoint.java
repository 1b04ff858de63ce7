package dev.howdah.pipeline.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.http.EndpointServer.Request;
import dev.howdah.pipeline.prometheus.TelemetryText;
import dev.howdah.pipeline.prometheus.TextFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Shows how Howdah itself is: its own metrics at `/metrics` in text format 0.0.4, `/health` while it lives,
/// `/ready` once the first slot is done. No I/O before [#start()].
public final class TelemetryEndpoint implements AutoCloseable {
    private final Telemetry telemetry;
    private final BooleanSupplier ready;
    private final EndpointServer server;

    /// Makes an endpoint that does not listen yet.
    ///
    /// @param ready whether the first slot is done; asked at each request for `/ready`
    public TelemetryEndpoint(ListenAddress address, Telemetry telemetry, BooleanSupplier ready) {
        this.telemetry = telemetry;
        this.ready = ready;
        this.server = new EndpointServer(
                "telemetry",
                "telemetry.listen",
                address,
                Map.of(
                        "/metrics", this::metrics,
                        "/health", _ -> EndpointServer.line(HttpStatus.OK, "ok"),
                        "/ready", _ -> ready()));
    }

    /// Listens.
    ///
    /// @throws ListenException when the address cannot be had
    public void start() {
        server.start();
    }

    /// The port it listens on, after [#start()].
    public int port() {
        return server.port();
    }

    private HttpResponse metrics(Request request) {
        try {
            var body = new Body(TextFormat.PROMETHEUS.contentType(), request.gzip());
            TelemetryText.write(telemetry.read(), body);
            return body.response();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse ready() {
        return ready.getAsBoolean()
                ? EndpointServer.line(HttpStatus.OK, "ready")
                : EndpointServer.line(HttpStatus.SERVICE_UNAVAILABLE, "not ready: the first slot is not done yet");
    }

    @Override
    public void close() {
        server.close();
    }
}
