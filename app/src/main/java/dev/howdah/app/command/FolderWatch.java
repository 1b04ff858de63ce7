package dev.howdah.app.command;

import dev.howdah.catalog.CatalogFolders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Notices that the catalog files in some folders changed: which there are, or what stands in them. It
/// looks once a second, and waits until two looks see the same, because an editor may be in the middle of
/// writing.
final class FolderWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final CountDownLatch closed = new CountDownLatch(1);
    private List<Path> folders = List.of();
    private Map<Path, ByteBuffer> known = Map.of();
    private Map<Path, ByteBuffer> seen = Map.of();

    /// Takes the content as it is now for known; from now on these are the folders.
    synchronized void know(List<Path> wanted) {
        folders = List.copyOf(wanted);
        known = read();
        seen = known;
    }

    /// Calls back after each change, one at a time.
    void onChange(Runnable action) {
        Thread.ofVirtual().name("watch-catalog").start(() -> watch(action));
    }

    private void watch(Runnable action) {
        try {
            while (!closed.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
                if (changed()) {
                    action.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean changed() {
        var now = read();
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !now.equals(known)) {
            known = now;
            return true;
        }
        return false;
    }

    private Map<Path, ByteBuffer> read() {
        var content = new TreeMap<Path, ByteBuffer>();
        for (var folder : folders) {
            try {
                for (var file : CatalogFolders.files(folder)) {
                    content.put(file, ByteBuffer.wrap(Files.readAllBytes(file)));
                }
            } catch (IOException e) {
                // a folder or file that is gone is a change like another; reading it again tells what is wrong
                content.put(folder, ByteBuffer.allocate(0));
            }
        }
        return content;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
