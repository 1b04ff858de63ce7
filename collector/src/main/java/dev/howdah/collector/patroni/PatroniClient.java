package dev.howdah.collector.patroni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.ConnectException.Reason;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.target.PatroniUrl;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Reads pages of a Patroni's REST API. Safe for use by many threads.
public final class PatroniClient implements AutoCloseable {
    /// An answer that is larger is none of Patroni's.
    static final int LARGEST_ANSWER = 1024 * 1024;

    private static final JsonMapper JSON = new JsonMapper();

    private final PatroniUrl url;
    private final Supplier<HttpClient> clients;
    private @Nullable HttpClient client;

    public PatroniClient(PatroniUrl url) {
        this.url = url;
        this.clients = () -> CaFile.apply(HttpClient.newBuilder(), url.caFile())
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /// Reads a page, an object of JSON.
    public JsonNode read(String path, Deadline deadline) throws ConnectException, InterruptedException {
        var answer = send(path, deadline);
        if (answer.statusCode() != 200) {
            throw notPatroni("answered %s with HTTP %d".formatted(path, answer.statusCode()));
        }
        try {
            var page = JSON.readTree(answer.body());
            if (page.isObject()) {
                return page;
            }
            throw notPatroni("answered %s with JSON that is no object".formatted(path));
        } catch (JsonProcessingException e) {
            throw notPatroni("answered %s with something that is no JSON".formatted(path));
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
    }

    private HttpResponse<byte[]> send(String path, Deadline deadline) throws ConnectException, InterruptedException {
        var remaining = deadline.remaining().plus(Duration.ofMillis(1));
        var request = HttpRequest.newBuilder(url.page(path))
                .header("Accept", "application/json")
                .timeout(remaining)
                .build();
        // the request's own limit ends with the head of the answer; the body may hang as well
        var answer = client().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
        try {
            return answer.get(remaining.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ConnectException(
                    Reason.TIMEOUT,
                    "%s: no answer in time — Patroni hangs, or a firewall drops packets".formatted(place()),
                    e);
        } catch (ExecutionException e) {
            throw explain(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private synchronized HttpClient client() throws ConnectException {
        if (client == null) {
            try {
                client = clients.get();
            } catch (CaFile.UnusableException e) {
                throw new ConnectException(Reason.TLS, "%s: %s".formatted(place(), e.getMessage()), e);
            }
        }
        return client;
    }

    private ConnectException explain(@Nullable Throwable cause) {
        return switch (cause) {
            case java.net.http.HttpTimeoutException e ->
                new ConnectException(
                        Reason.TIMEOUT,
                        "%s: no answer in time — Patroni hangs, or a firewall drops packets".formatted(place()),
                        e);
            case java.net.ConnectException e
            when isUnresolved(e) ->
                new ConnectException(
                        Reason.UNREACHABLE,
                        "%s: no such host — correct the host name in the URL".formatted(place()),
                        e);
            case java.net.ConnectException e ->
                new ConnectException(
                        Reason.UNREACHABLE,
                        "%s: connection refused — is Patroni running, and does it listen there (restapi.listen)?"
                                .formatted(place()),
                        e);
            case SSLException e ->
                new ConnectException(
                        Reason.TLS,
                        "%s: TLS failed (%s) — check http or https in the URL, and tls.ca_file"
                                .formatted(place(), e.getMessage()),
                        e);
            case null, default ->
                new ConnectException(
                        Reason.NOT_PATRONI,
                        "%s: the answer is no HTTP, broke off, or is larger than %d bytes (%s) — check host and port"
                                .formatted(place(), LARGEST_ANSWER, cause == null ? "" : cause.getMessage()),
                        cause);
        };
    }

    private static boolean isUnresolved(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    ConnectException notPatroni(String observed) {
        return new ConnectException(
                Reason.NOT_PATRONI,
                "%s: %s, expected the REST API of a Patroni — check host and port".formatted(place(), observed));
    }

    private String place() {
        return url.page("").toString();
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
            client = null;
        }
    }
}
