package dev.howdah.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/// Asks as Prometheus does: over one connection that is kept, with gzip, for the formats that Prometheus
/// names.
final class Http implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String ACCEPT = "application/openmetrics-text;version=1.0.0,"
            + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    /// An answer, and how long it took from the request to its last byte.
    record Answer(HttpResponse<byte[]> response, long nanos) {
        String text() {
            try (var body = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Answer scrape(URI uri) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        var answer = client.send(
                request(uri)
                        .header("Accept", ACCEPT)
                        .header("Accept-Encoding", "gzip")
                        .build(),
                BodyHandlers.ofByteArray());
        long took = System.nanoTime() - begun;
        expectOk(uri, answer);
        if (!answer.headers().firstValue("content-encoding").orElse("").equals("gzip")) {
            throw new GateException(uri + ": the answer is not compressed, as Prometheus asks for");
        }
        return new Answer(answer, took);
    }

    /// The page in the plain text format, for reading rather than timing.
    Exposition read(URI uri) throws IOException, InterruptedException {
        var answer = client.send(
                request(uri).header("Accept", "text/plain;version=0.0.4").build(), BodyHandlers.ofString());
        expectOk(uri, answer);
        return Exposition.parse(answer.body());
    }

    /// Whether it answers, and with 200.
    boolean isOk(URI uri) throws InterruptedException {
        try {
            return client.send(request(uri).build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false; // does not listen yet
        }
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(LIMIT);
    }

    private static void expectOk(URI uri, HttpResponse<?> answer) {
        if (answer.statusCode() != 200) {
            throw new GateException("%s: answered %d, expected 200".formatted(uri, answer.statusCode()));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
