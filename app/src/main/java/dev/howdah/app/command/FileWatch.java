package dev.howdah.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Notices that a file's content changed. It looks once a second instead of asking the operating system,
/// because a file that Kubernetes mounts is changed by turning a link somewhere above it.
final class FileWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Path file;
    private final CountDownLatch closed = new CountDownLatch(1);
    private byte[] content;

    FileWatch(Path file) {
        this.file = file;
        this.content = read();
    }

    /// Calls back after each change, one at a time.
    void onChange(Runnable action) {
        Thread.ofVirtual().name("watch-" + file.getFileName()).start(() -> watch(action));
    }

    private void watch(Runnable action) {
        try {
            while (!closed.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
                byte[] now = read();
                // a file that is absent or empty for a moment is being replaced
                if (now.length > 0 && !Arrays.equals(now, content)) {
                    content = now;
                    action.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] read() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
