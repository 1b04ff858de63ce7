package dev.howdah.pipeline.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.GracefulShutdown;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import dev.howdah.pipeline.armeria.PromptEventLoops;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.BindException;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A small HTTP server for reading: GET and HEAD, gzip when asked for, each answer made on a virtual thread of
/// its own. `start` and `close` are called once each, by one thread; `close` also after a `start` that failed.
final class EndpointServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Pattern GZIP = Pattern.compile("(?i)(^|,)\\s*gzip\\s*(;|,|$)");
    private static final Pattern NO_GZIP = Pattern.compile("(?i)gzip\\s*;\\s*q\\s*=\\s*0(\\.0*)?\\s*(,|$)");

    /// Makes an answer; it may block.
    interface Answer {
        HttpResponse to(Request request);
    }

    private final String subject;
    private final String setting;
    private final ListenAddress address;
    private final Map<String, Answer> answers;
    private @Nullable Server server;
    private @Nullable EventLoopGroup loops;
    private @Nullable ExecutorService threads;

    /// Prepares a server that does not listen yet.
    ///
    /// @param subject what messages begin with
    /// @param setting the configuration key that moves the server elsewhere
    /// @param answers what answers at each path
    EndpointServer(String subject, String setting, ListenAddress address, Map<String, Answer> answers) {
        this.subject = subject;
        this.setting = setting;
        this.address = address;
        this.answers = Map.copyOf(answers);
    }

    /// Listens.
    ///
    /// @throws ListenException when the address cannot be had
    void start() {
        if (address.resolve().isUnresolved()) {
            throw failure("is not known by that name", new IOException("unresolved host"));
        }
        threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(subject + "-http-", 0).factory());
        loops = new PromptEventLoops(subject + "-io", 2);
        server = server(loops, threads);
        try {
            server.start().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            close();
            throw failure(observed(e.getCause()), e.getCause());
        } catch (CancellationException | TimeoutException e) {
            close();
            throw failure("did not start to listen within " + LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw failure("was interrupted before it listened", e);
        }
    }

    private Server server(EventLoopGroup workers, ExecutorService executor) {
        var builder = Server.builder()
                .http(address.resolve())
                .workerGroup(workers, false)
                .bossGroupFactory(_ -> new PromptEventLoops(subject + "-accept", 1))
                .gracefulShutdown(GracefulShutdown.disabled())
                // One of its own: two servers that measure into the same one make Micrometer warn.
                .meterRegistry(new CompositeMeterRegistry())
                .disableServerHeader()
                .verboseResponses(false)
                .maxNumConnections(256)
                .maxRequestLength(8 * 1024)
                .idleTimeout(Duration.ofMinutes(1))
                .requestTimeout(Duration.ofSeconds(30));
        answers.forEach((path, answer) -> builder.route()
                .path(path)
                .methods(HttpMethod.GET, HttpMethod.HEAD)
                .build(service(answer, executor)));
        return builder.build();
    }

    private static HttpService service(Answer answer, ExecutorService executor) {
        return (context, request) -> HttpResponse.of(
                () -> answer.to(new Request(
                        String.join(",", request.headers().getAll("accept")),
                        acceptsGzip(String.join(",", request.headers().getAll("accept-encoding"))),
                        context.queryParam("target"))),
                executor);
    }

    /// Whether `Accept-Encoding` (RFC 9110, section 12.5.3) names gzip and does not refuse it.
    private static boolean acceptsGzip(String encodings) {
        return GZIP.matcher(encodings).find() && !NO_GZIP.matcher(encodings).find();
    }

    private String observed(@Nullable Throwable cause) {
        if (!(cause instanceof BindException)) {
            return "cannot be listened on (%s)".formatted(cause);
        }
        if (!isLocal()) {
            return "is not an address of this machine";
        }
        return address.port() > 0 && address.port() < 1024 ? "is in use or needs more privileges" : "is in use";
    }

    private boolean isLocal() {
        try {
            return address.isWildcard()
                    || NetworkInterface.getByInetAddress(address.resolve().getAddress()) != null;
        } catch (IOException _) {
            return true;
        }
    }

    private ListenException failure(String observed, @Nullable Throwable cause) {
        return new ListenException(
                "%s: address %s %s — choose another with %s".formatted(subject, address, observed, setting), cause);
    }

    /// The port it listens on; only after [#start()].
    int port() {
        if (server == null) {
            throw new IllegalStateException(subject + ": not started, so it has no port yet — call start() first");
        }
        return server.activeLocalPort();
    }

    static HttpResponse line(HttpStatus status, String text) {
        return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, text + "\n");
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        if (loops != null) {
            var _ = loops.shutdownGracefully();
        }
        if (threads != null) {
            threads.shutdownNow();
        }
    }

    /// What answers may depend on.
    ///
    /// @param accept the `Accept` header, several joined by commas, empty when there is none
    /// @param gzip whether the answer may be compressed
    /// @param target the query parameter `target`
    record Request(String accept, boolean gzip, @Nullable String target) {}
}
