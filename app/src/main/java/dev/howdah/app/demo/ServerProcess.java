package dev.howdah.app.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A running postmaster with all its children.
final class ServerProcess {
    private static final Duration FAST_SHUTDOWN = Duration.ofSeconds(5);
    private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(3);

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /// Starts the command on a thread that lives as long as the server does: a leashed command is ended
    /// by the kernel when the very thread ends that started it, so that not even a killed JVM leaves a
    /// server behind.
    static ServerProcess start(ProcessBuilder command) {
        var started = new CompletableFuture<Process>();
        Thread.ofPlatform().name("postgres").daemon().start(() -> {
            try {
                var process = command.start();
                started.complete(process);
                process.waitFor();
            } catch (IOException | InterruptedException e) {
                started.completeExceptionally(e);
            }
        });
        try {
            return new ServerProcess(started.get());
        } catch (ExecutionException e) {
            throw new ServerException("PostgreSQL: cannot be started (%s)".formatted(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var _ = started.thenAccept(Process::destroyForcibly);
            throw new ServerException("PostgreSQL: interrupted while starting", e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void signal(Signal signal) {
        signal.send(List.of(pid()));
    }

    /// Sends to the postmaster and all its children, the postmaster first, so that it makes no new ones meanwhile.
    void signalAll(Signal signal) {
        signal.send(List.of(pid()));
        signal.send(process.descendants().map(ProcessHandle::pid).toList());
    }

    /// Ends the server as politely as it lets us, and returns when no process of it is left.
    void stop() {
        var family = new ArrayList<>(process.descendants().toList());
        signalAll(Signal.CONT);
        signal(Signal.INT);
        if (!ends(FAST_SHUTDOWN)) {
            signal(Signal.QUIT);
            if (!ends(IMMEDIATE_SHUTDOWN)) {
                family.addAll(process.descendants().toList());
                process.destroyForcibly();
            }
        }
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(child -> ends(child.onExit(), IMMEDIATE_SHUTDOWN));
        ends(IMMEDIATE_SHUTDOWN);
    }

    private boolean ends(Duration limit) {
        return ends(process.onExit(), limit);
    }

    // A shutdown goes on when it is interrupted: it is what the interrupt is for.
    private static boolean ends(CompletableFuture<?> exit, Duration limit) {
        var deadline = System.nanoTime() + limit.toNanos();
        var interrupted = false;
        try {
            while (true) {
                try {
                    exit.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (TimeoutException | ExecutionException _) {
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
