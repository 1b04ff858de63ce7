package dev.howdah.collector.patroni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.ConnectException.Reason;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.target.PatroniUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatroniClientTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    private static HttpHandler answers(int status, byte[] body) {
        return exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private ConnectException refused(HttpHandler handler, Duration limit) {
        server.createContext("/patroni", handler);
        try (var client = new PatroniClient(url())) {
            return catchThrowableOfType(ConnectException.class, () -> client.read("/patroni", Deadline.in(limit)));
        }
    }

    private PatroniUrl url() {
        return PatroniUrl.parse("http://127.0.0.1:" + server.getAddress().getPort(), null);
    }

    @Test
    void readsAnObject() throws Exception {
        server.createContext("/patroni", answers(200, bytes("{\"state\": \"running\", \"timeline\": 7}")));
        try (var client = new PatroniClient(url())) {
            assertThat(client.read("/patroni", Deadline.in(LIMIT))
                            .path("timeline")
                            .asInt())
                    .isEqualTo(7);
        }
    }

    @Test
    void refusesWhatIsNoJson() {
        var refused = refused(answers(200, bytes("<html>welcome</html>")), LIMIT);
        assertThat(refused.reason()).isEqualTo(Reason.NOT_PATRONI);
        assertThat(refused).hasMessageContaining("no JSON").hasMessageContaining("check host and port");
    }

    @Test
    void refusesJsonThatIsNoObject() {
        assertThat(refused(answers(200, bytes("[1]")), LIMIT)).hasMessageContaining("no object");
    }

    @Test
    void refusesJsonThatIsTooDeep() {
        assertThat(refused(answers(200, bytes("[".repeat(100_000))), LIMIT).reason())
                .isEqualTo(Reason.NOT_PATRONI);
    }

    @Test
    void refusesAnotherStatus() {
        assertThat(refused(answers(503, bytes("{}")), LIMIT)).hasMessageContaining("HTTP 503");
    }

    @Test
    void refusesAnAnswerThatIsTooLarge() {
        var refused = refused(answers(200, new byte[PatroniClient.LARGEST_ANSWER + 1]), LIMIT);
        assertThat(refused.reason()).isEqualTo(Reason.NOT_PATRONI);
        assertThat(refused).hasMessageContaining("larger than 1048576 bytes");
    }

    @Test
    void givesUpOnOneThatHangsBeforeItsAnswer() {
        var refused = refused(_ -> await(), Duration.ofMillis(200));
        assertThat(refused.reason()).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void givesUpOnOneThatHangsInItsAnswer() {
        var refused = refused(
                exchange -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write(bytes("{"));
                    exchange.getResponseBody().flush();
                    await();
                },
                Duration.ofMillis(200));
        assertThat(refused.reason()).isEqualTo(Reason.TIMEOUT);
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
