package dev.howdah.app.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Folders of servers whose JVM was killed before it could remove them. A living JVM holds a lock on a file in each of
/// its folders, which the kernel gives back whatever becomes of the JVM.
///
/// @param parent the machine's temporary folder
/// @param prefix what all folders of servers begin with
record LeftFolders(Path parent, String prefix) {
    private static final String LOCK = "lock";

    static LeftFolders ofThisMachine() {
        return new LeftFolders(Path.of(System.getProperty("java.io.tmpdir")), "howdah-postgres-");
    }

    // The process stands in the name because a JVM must not touch its own locks: closing a file that it has also
    // locked elsewhere gives up that lock.
    private String ownPrefix() {
        return prefix + ProcessHandle.current().pid() + "-";
    }

    /// Makes a folder that others leave alone until the channel is closed.
    Held hold() throws IOException {
        var folder = Files.createTempDirectory(parent, ownPrefix());
        var locked = folder.resolve("lock.new");
        var channel = FileChannel.open(locked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            throw new IOException("%s: cannot be locked".formatted(locked));
        }
        // Under its name only when it is locked: who finds it unlocked may take the folder for a left one.
        Files.move(locked, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
        return new Held(folder, channel);
    }

    /// A folder in use.
    record Held(Path folder, FileChannel lock) {}

    /// Removes what can be removed; what cannot is somebody else's, and no matter.
    void remove() {
        try (var folders = Files.newDirectoryStream(parent, prefix + "*")) {
            for (var folder : folders) {
                if (!folder.getFileName().toString().startsWith(ownPrefix())) {
                    removeWhenLeft(folder);
                }
            }
        } catch (IOException _) {
            // nothing depends on it
        }
    }

    private static void removeWhenLeft(Path folder) {
        var lock = folder.resolve(LOCK);
        try {
            if (!isMine(folder) || !Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
                if (channel.tryLock() != null) {
                    Folders.delete(folder);
                }
            }
        } catch (IOException _) {
            // another process is removing it too
        }
    }

    // In a folder of another user names may change under the feet of root.
    private static boolean isMine(Path folder) throws IOException {
        return Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }
}
