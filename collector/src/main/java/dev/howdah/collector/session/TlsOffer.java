package dev.howdah.collector.session;

import dev.howdah.collector.target.PostgresUrl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;

/// Whether a server offers TLS. The driver refuses a server without it under the same SQLSTATE as a missing
/// password, and only its text, which may be translated, tells the two apart; so the server is asked.
final class TlsOffer {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Set<String> WANT_TLS = Set.of("require", "verify-ca", "verify-full");

    /// PostgreSQL's `SSLRequest`: its length, and the number that stands where a protocol version would.
    private static final byte[] SSL_REQUEST =
            ByteBuffer.allocate(8).putInt(8).putInt(80877103).array();

    private TlsOffer() {}

    /// Whether the URL insists on TLS and the server says that it has none.
    static boolean isWantedAndMissing(PostgresUrl url) {
        return WANT_TLS.contains(url.parameters().getOrDefault("sslmode", "")) && answer(url) == 'N';
    }

    private static int answer(PostgresUrl url) {
        try (var socket = new Socket()) {
            int millis = Math.toIntExact(LIMIT.toMillis());
            socket.connect(new InetSocketAddress(url.host(), url.port()), millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(SSL_REQUEST);
            return socket.getInputStream().read();
        } catch (IOException e) {
            return -1; // it does not say; the driver's own words have to do
        }
    }
}
