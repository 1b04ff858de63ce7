package dev.howdah.app.demo;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/// Copies the data of a running server, primary or standby, by PostgreSQL's low-level backup functions: there is no
/// `pg_basebackup` among the embedded programs.
///
/// @param major of the server; the functions were renamed in 15
record BaseBackup(int major) {
    /// Of these folders a copy needs the folder, but not what is in it.
    private static final Set<String> LEFT_EMPTY =
            Set.of("pg_wal", "pg_replslot", "pg_stat_tmp", "pg_notify", "pg_serial", "pg_snapshots", "pg_subtrans");

    private static final Set<String> LEFT_OUT = Set.of(
            "postmaster.pid", "postmaster.opts", "backup_label", "recovery.conf", "recovery.done", "standby.signal");

    private static final CopyOption[] AS_IT_IS = {LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES};

    /// Copies into a folder that exists and is empty.
    void copy(Connection connection, Path from, Path to) throws SQLException, IOException {
        query(
                connection,
                major >= 15
                        ? "select pg_backup_start('howdah', true)"
                        : "select pg_start_backup('howdah', true, false)");
        copyFiles(from, to);
        // The end of a standby's backup is what its control file says, so that one must be copied last.
        Files.copy(from.resolve("global/pg_control"), to.resolve("global/pg_control"), AS_IT_IS);
        var label = query(
                connection,
                major >= 15
                        ? "select labelfile from pg_backup_stop(false)"
                        : "select labelfile from pg_stop_backup(false, false)");
        Files.writeString(to.resolve("backup_label"), label);
        Files.createDirectories(to.resolve("pg_wal/archive_status"));
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                var relative = from.relativize(folder);
                if (!folder.equals(from)) {
                    Files.copy(folder, to.resolve(relative), AS_IT_IS);
                }
                return LEFT_EMPTY.contains(relative.toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var relative = from.relativize(file).toString();
                if (!LEFT_OUT.contains(relative) && !relative.equals("global/pg_control")) {
                    copyUnlessGone(file, to.resolve(relative));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return Folders.passOver(e);
            }
        });
    }

    private static void copyUnlessGone(Path file, Path copy) throws IOException {
        try {
            Files.copy(file, copy, AS_IT_IS);
        } catch (NoSuchFileException _) {
            // a table was dropped meanwhile; the log of changes, which the standby replays, says so too
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
