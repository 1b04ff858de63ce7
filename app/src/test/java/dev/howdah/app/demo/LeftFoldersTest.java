package dev.howdah.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftFoldersTest {
    @TempDir
    Path parent;

    private LeftFolders folders;

    @BeforeEach
    void lookOnlyHere() {
        folders = new LeftFolders(parent, "server-");
    }

    @Test
    void removesAFolderThatNobodyHolds() throws IOException {
        var left = Files.createDirectories(parent.resolve("server-0-left/data")).resolveSibling("");
        Files.createFile(left.resolve("lock"));
        folders.remove();
        assertThat(parent.resolve("server-0-left")).doesNotExist();
    }

    @Test
    void sparesAFolderThatIsOnlyBeingMade() throws IOException {
        var young = Files.createDirectory(parent.resolve("server-0-young"));
        folders.remove();
        assertThat(young).exists();
    }

    @Test
    void sparesItsOwnAndThoseOfOtherNames() throws IOException {
        var other = Files.createDirectory(parent.resolve("other-0-left"));
        Files.createFile(other.resolve("lock"));
        var held = folders.hold();
        folders.remove();
        held.lock().close();
        assertThat(held.folder().resolve("lock")).exists();
        assertThat(other).exists();
    }

    @Test
    void sparesAFolderThatAnotherProcessHolds() throws Exception {
        var folder = Files.createDirectory(parent.resolve("server-0-held"));
        var lock = Files.createFile(folder.resolve("lock"));
        var holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        lock.toString())
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('L');
            folders.remove();
            assertThat(folder).exists();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        folders.remove();
        assertThat(folder).doesNotExist();
    }
}
