package dev.howdah.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The folder of one server, below the machine's temporary folder: its data, its log, and its programs when there is no
/// better place for them.
///
/// @param lock tells other processes that the folder is in use, see [LeftFolders]; null in tests
record ServerFolder(Path path, @Nullable FileChannel lock) {
    static ServerFolder create() {
        try {
            var held = LeftFolders.ofThisMachine().hold();
            return new ServerFolder(held.folder(), held.lock());
        } catch (IOException e) {
            throw new ServerException("PostgreSQL: no temporary folder can be made (%s)".formatted(e), e);
        }
    }

    Path data() {
        return path.resolve("data");
    }

    Path log() {
        return path.resolve("log");
    }

    /// Makes an empty data folder as PostgreSQL wants it, which nobody else may look into.
    void createData() throws IOException {
        Files.createDirectory(
                data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// Writes settings that win over those written earlier.
    void configure(Map<String, String> settings) throws IOException {
        append("postgresql.conf", settings);
    }

    /// Makes the data that of a standby, with a replication slot of that name at its primary.
    void follow(int major, ServerConnections primary, String name) throws IOException {
        var settings = new LinkedHashMap<String, String>();
        settings.put("primary_conninfo", primary.conninfo(name));
        settings.put("primary_slot_name", name);
        if (major >= 12) {
            configure(settings);
            Files.createFile(data().resolve("standby.signal"));
        } else {
            settings.put("standby_mode", "on");
            settings.put("recovery_target_timeline", "latest"); // stays with a primary that was itself promoted
            append("recovery.conf", settings);
        }
    }

    private void append(String file, Map<String, String> settings) throws IOException {
        var lines = settings.entrySet().stream()
                .map(setting -> "%s = '%s'".formatted(setting.getKey(), quoted(setting.getValue())))
                .toList();
        Files.write(data().resolve(file), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String quoted(String value) {
        return value.replace("\\", "\\\\").replace("'", "''");
    }

    /// Puts lines before those that are there; the first line that fits a connection decides.
    void allow(List<String> hbaLines) throws IOException {
        var file = data().resolve("pg_hba.conf");
        var rest = Files.readString(file);
        Files.writeString(file, String.join("\n", hbaLines) + "\n" + rest);
    }

    /// How far the server is, in the words of the server's own file for that; empty when it says nothing.
    String status() {
        try {
            var lines = Files.readAllLines(data().resolve("postmaster.pid"));
            return lines.size() < 8 ? "" : lines.get(7).strip();
        } catch (IOException _) {
            return ""; // not written yet
        }
    }

    void delete() {
        try {
            Folders.delete(path);
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be removed — remove it by hand".formatted(path), e);
        }
    }
}
