package dev.howdah.it.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// Stands between a client and a server, and may look at what passes, change it, or do something first. What passes is
/// handed over as text of one char for each byte.
final class Relay implements AutoCloseable {
    private final ServerSocket socket;
    private final int port;
    private final UnaryOperator<String> toServer;
    private final UnaryOperator<String> toClient;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /// @param port of the server, on this machine
    Relay(int port, UnaryOperator<String> toServer, UnaryOperator<String> toClient) {
        this.port = port;
        this.toServer = toServer;
        this.toClient = toClient;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("relay").start(this::accept);
    }

    String url(String database) {
        return "postgresql://postgres@127.0.0.1:%d/%s?sslmode=disable".formatted(socket.getLocalPort(), database);
    }

    private void accept() {
        try {
            while (!socket.isClosed()) {
                var client = socket.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.addAll(List.of(client, server));
                pass(client, server, toServer);
                pass(server, client, toClient);
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void pass(Socket from, Socket to, UnaryOperator<String> change) {
        Thread.ofVirtual().name("relay").start(() -> {
            try (from;
                    to;
                    InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                var buffer = new byte[1 << 16];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    out.write(change.apply(new String(buffer, 0, read, ISO_8859_1))
                            .getBytes(ISO_8859_1));
                }
            } catch (IOException e) {
                // one side is gone, and so is the other
            }
        });
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (var each : sockets) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
