package dev.howdah.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class BinariesArchiveTest {
    @TempDir
    Path folder;

    private Path target;
    private final ByteArrayOutputStream txz = new ByteArrayOutputStream();
    private TarArchiveOutputStream tar;

    @BeforeEach
    void beginArchive() throws IOException {
        target = Files.createDirectory(folder.resolve("target"));
        tar = new TarArchiveOutputStream(new XZOutputStream(txz, new LZMA2Options(0)));
    }

    @Test
    void keepsTextLinksAndWhatCanBeRun() throws IOException {
        add("bin/run", 0755, "#!/bin/sh");
        add("share/read.txt", 0644, "words");
        link("lib/lib.so", TarConstants.LF_SYMLINK, "lib.so.5");
        link("bin/also", TarConstants.LF_LINK, "bin/run");
        archive().unpackTo(target);
        assertThat(target.resolve("bin/run")).isExecutable().hasContent("#!/bin/sh");
        assertThat(target.resolve("bin/also")).hasContent("#!/bin/sh");
        assertThat(Files.isExecutable(target.resolve("share/read.txt"))).isFalse();
        assertThat(Files.readSymbolicLink(target.resolve("lib/lib.so"))).isEqualTo(Path.of("lib.so.5"));
    }

    @Test
    void refusesToLeaveTheFolder() throws IOException {
        add("../escaped", 0644, "out");
        assertThatThrownBy(() -> archive().unpackTo(target)).hasMessageContaining("../escaped");
        assertThat(folder.resolve("escaped")).doesNotExist();
    }

    private void add(String name, int mode, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private void link(String name, byte kind, String to) throws IOException {
        var entry = new TarArchiveEntry(name, kind);
        entry.setLinkName(to);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private BinariesArchive archive() throws IOException {
        tar.close();
        var jar = folder.resolve("postgres.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("postgres-linux.txz"));
            zip.write(txz.toByteArray());
        }
        return new BinariesArchive(jar);
    }
}
