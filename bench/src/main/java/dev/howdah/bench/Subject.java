package dev.howdah.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A process that is measured. It ends with [#close], at the latest with this JVM.
///
/// @param begunNanos when it was started, as `System.nanoTime` has it
/// @param ready answers 200 once the process is of use
/// @param metrics the page with what it found out
record Subject(String name, Process process, long begunNanos, URI ready, URI metrics, Path log, Thread atExit)
        implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(2);

    static Subject start(
            String name, List<String> command, Map<String, String> environment, URI ready, URI metrics, Path log)
            throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("PG"));
        builder.environment().putAll(environment);
        long begun = System.nanoTime();
        var process = builder.start();
        var atExit = new Thread(process::destroyForcibly, name + "-at-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
        return new Subject(name, process, begun, ready, metrics, log, atExit);
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static URI local(int port, String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    }

    long pid() {
        return process.pid();
    }

    /// Milliseconds from the start of the process until it was ready; asks every 2 ms.
    double awaitReady(Http http) throws InterruptedException, IOException {
        while (!http.isOk(ready)) {
            if (!process.isAlive()) {
                throw new GateException("%s: ended with %d; it said: %s"
                        .formatted(
                                name, process.exitValue(), Files.readString(log).strip()));
            }
            if (System.nanoTime() - begunNanos > READY_LIMIT.toNanos()) {
                throw new GateException("%s: not ready within %s".formatted(name, READY_LIMIT));
            }
            new CountDownLatch(1).await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return millisSinceStart();
    }

    double millisSinceStart() {
        return (System.nanoTime() - begunNanos) / 1e6;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // the JVM is about to end, and the hook runs or has run
        }
    }
}
