package dev.howdah.it.service;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Server;
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

    /// Accepts, and never says a word.
    static Silent silent() {
        return new Silent();
    }

    static final class Silent implements Peer {
        private final ServerSocket socket;
        private final List<Socket> callers = new CopyOnWriteArrayList<>();

        private Silent() {
            try {
                socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.ofVirtual().name("silent").start(this::accept);
        }

        private void accept() {
            try {
                while (!socket.isClosed()) {
                    callers.add(socket.accept());
                }
            } catch (IOException e) {
                // closed
            }
        }

        /// How often it was called.
        int calls() {
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
        var server = Server.builder()
                .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .service("/", (context, request) -> HttpResponse.of("hello"))
                .build();
        server.start().join();
        return new Peer() {
            @Override
            public int port() {
                return server.activeLocalPort();
            }

            @Override
            public void close() {
                server.stop().join();
            }
        };
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
