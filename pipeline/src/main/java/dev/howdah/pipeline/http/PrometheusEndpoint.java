package dev.howdah.pipeline.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import dev.howdah.pipeline.http.EndpointServer.Request;
import dev.howdah.pipeline.prometheus.LatestSlots;
import dev.howdah.pipeline.prometheus.OpenMetricsNegotiation;
import dev.howdah.pipeline.prometheus.PrometheusText;
import dev.howdah.pipeline.prometheus.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Shows the newest points of all targets at `/metrics`, of one at `/metrics?target=NAME`. No I/O before
/// [#start()].
public final class PrometheusEndpoint implements AutoCloseable {
    private static final Duration BUSY_LIMIT = Duration.ofSeconds(5);
    private static final Duration FORGET_INTERVAL = Duration.ofMinutes(1);
    private static final int NAMES_IN_MESSAGE = 10;

    private static final String INDEX = """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Howdah</title></head>
            <body>
            <h1>Howdah</h1>
            <p><a href="/metrics">Metrics</a> of all targets; <code>/metrics?target=NAME</code> gives those of one.</p>
            </body>
            </html>
            """;

    private final LatestSlots slots;
    private final PrometheusText text;
    private final EndpointServer server;

    /// How many answers are written at a time: more would only make each take longer, and hold more memory.
    private final Semaphore writers = new Semaphore(2);

    private final AtomicLong forgotNanos = new AtomicLong(System.nanoTime());

    public PrometheusEndpoint(ListenAddress address, LatestSlots slots, PrometheusText text) {
        this.slots = slots;
        this.text = text;
        this.server = new EndpointServer(
                "prometheus",
                "exporters.prometheus.listen",
                address,
                Map.of(
                        "/metrics",
                        this::metrics,
                        "/",
                        _ -> HttpResponse.of(HttpStatus.OK, MediaType.HTML_UTF_8, INDEX)));
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
        var snapshot = slots.snapshot(request.target());
        if (request.target() != null && snapshot.isEmpty()) {
            return EndpointServer.line(HttpStatus.NOT_FOUND, unknown(request.target()));
        }
        try {
            if (!writers.tryAcquire(BUSY_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return EndpointServer.line(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "prometheus: busy with other requests for %d s — ask less often, or one target at a time"
                                .formatted(BUSY_LIMIT.toSeconds()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return EndpointServer.line(HttpStatus.SERVICE_UNAVAILABLE, "prometheus: shutting down");
        }
        try {
            return write(snapshot, request);
        } finally {
            writers.release();
        }
    }

    private HttpResponse write(Snapshot snapshot, Request request) {
        var format = OpenMetricsNegotiation.choose(request.accept());
        try {
            var body = new Body(format.contentType(), request.gzip());
            text.write(snapshot, format, body);
            forgetSometimes();
            return body.response();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forgetSometimes() {
        long last = forgotNanos.get();
        long now = System.nanoTime();
        if (now - last > FORGET_INTERVAL.toNanos() && forgotNanos.compareAndSet(last, now)) {
            text.forgetAllBut(slots.snapshot(null));
        }
    }

    private String unknown(String target) {
        var known = slots.snapshot(null).targets();
        String names = known.stream()
                .limit(NAMES_IN_MESSAGE)
                .map(found -> found.resource().target())
                .collect(Collectors.joining(", "));
        String more = known.size() > NAMES_IN_MESSAGE ? ", … (%d in all)".formatted(known.size()) : "";
        return "target %s: nothing current is known of it, expected one of [%s%s] — correct ?target=, or leave it out for all"
                .formatted(target.replaceAll("\\p{Cntrl}", "?"), names, more);
    }

    @Override
    public void close() {
        server.close();
    }
}
