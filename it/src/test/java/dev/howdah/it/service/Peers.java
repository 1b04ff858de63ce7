package dev.howdah.it.service;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What else than PostgreSQL may answer at a port.
final class Peers {
    private Peers() {}

    /// One peer, and how often it was called.
    interface Peer extends AutoCloseable {
        int port();

        default String url() {
            return "postgresql://watcher@127.0.0.1:%d/postgres".formatted(port());
        }

        @Override
        void close();
    }

    /// What is done with a caller.
    private interface Reaction {
        void to(Socket caller) throws IOException;
    }

    /// Accepts, and never says a word.
    static Calls silent() {
        return new Calls(_ -> {});
    }

    static final class Calls implements Peer {
        private final ServerSocket socket;
        private final Reaction reaction;
        private final List<Socket> callers = new CopyOnWriteArrayList<>();

        private Calls(Reaction reaction) {
            this.reaction = reaction;
            try {
                socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.ofVirtual().name("peer").start(this::accept);
        }

        private void accept() {
            try {
                while (!socket.isClosed()) {
                    var caller = socket.accept();
                    callers.add(caller);
                    reaction.to(caller);
                }
            } catch (IOException e) {
                // closed
            }
        }

        /// How often it was called.
        int count() {
            return callers.size();
        }

        @Override
        public int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() {
            try {
                socket.close();
                for (var caller : callers) {
                    caller.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// A web server that refuses at once what is no HTTP.
    static Peer strictWebServer() {
        return new Calls(caller -> {
            if (caller.getInputStream().read() >= 0) {
                caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                caller.close();
            }
        });
    }

    /// A web server that waits for the rest of what may become a request.
    static Peer patientWebServer() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.start();
            return new Peer() {
                @Override
                public int port() {
                    return server.getAddress().getPort();
                }

                @Override
                public void close() {
                    server.stop(0);
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
