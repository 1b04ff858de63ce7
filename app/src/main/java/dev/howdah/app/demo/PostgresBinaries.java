package dev.howdah.app.demo;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// PostgreSQL's programs of one major version, unpacked in a folder. They come from Maven Central:
/// fetched once, unpacked once into the project's `app/target/postgres`, or where that cannot be written,
/// into the folder of the server.
public final class PostgresBinaries {
    private static final Duration FETCH_LIMIT = Duration.ofMinutes(5);

    private final int major;
    private final BinariesVersions versions;
    private final Path project;

    PostgresBinaries(int major, Path project) {
        this(major, project, BinariesVersions.ofBuild());
    }

    private PostgresBinaries(int major, Path project, BinariesVersions versions) {
        this.major = major;
        this.versions = versions;
        this.project = project;
        versions.version(major); // says early that there is none
    }

    /// The programs of that major, for the project that the system property `howdah.home` names.
    static PostgresBinaries of(int major) {
        return new PostgresBinaries(major, project());
    }

    /// The same in another release than the build's.
    static PostgresBinaries of(int major, String version) {
        return new PostgresBinaries(major, project(), BinariesVersions.ofBuild().with(major, version));
    }

    private static Path project() {
        var home = System.getProperty("howdah.home");
        if (home == null) {
            throw new ServerException(
                    "howdah.home: this system property is not set — start by ./howdah, which sets it");
        }
        return Path.of(home).toAbsolutePath().normalize();
    }

    /// The major versions that can be had.
    public static SortedSet<Integer> majors() {
        return new TreeSet<>(BinariesVersions.ofBuild().byMajor().keySet());
    }

    int major() {
        return major;
    }

    /// The folder that holds `bin`, `lib` and `share`; fetches and unpacks when needed.
    ///
    /// @param scratch a folder of the server's own, for when the project's cannot be used
    Path provide(ServerUser user, Path scratch) {
        var shared = project.resolve("app/target/postgres");
        try {
            if (isWritable(shared)) {
                var unpacked = unpackOnce(shared, shared);
                if (user.mayRun(unpacked.resolve("bin/postgres"))) {
                    return unpacked;
                }
            } else if (user.mayRun(shared.resolve(versions.version(major)).resolve("bin/postgres"))) {
                return shared.resolve(versions.version(major));
            }
            return unpackOnce(shared, scratch);
        } catch (IOException e) {
            throw new ServerException(
                    "PostgreSQL %d: cannot be unpacked (%s) — is the disk full?".formatted(major, e), e);
        }
    }

    private static boolean isWritable(Path folder) {
        try {
            return Files.isWritable(Files.createDirectories(folder));
        } catch (IOException _) {
            return false;
        }
    }

    private Path jar(Path shared, Path parent) throws IOException {
        var built = shared.resolve(versions.jarName(major));
        if (Files.isReadable(built)) {
            return built;
        }
        var jar = parent.resolve(versions.jarName(major));
        fetch(jar);
        return jar;
    }

    private void fetch(Path jar) throws IOException {
        var arrival = Files.createTempDirectory(jar.resolveSibling(""), "fetch-");
        try {
            var log = arrival.resolve("log");
            var maven = Command.of(List.of(
                            project.resolve("mvnw").toString(),
                            "-N",
                            "-q",
                            "-B",
                            "dependency:copy",
                            "-Dartifact=" + versions.coordinates(major),
                            "-DoutputDirectory=" + arrival))
                    .directory(project.toFile())
                    .redirectOutput(log.toFile());
            if (Command.run(maven, FETCH_LIMIT) != 0) {
                throw new ServerException("%s: cannot be fetched — is Maven Central reachable? %s"
                        .formatted(versions.coordinates(major), LastLines.of(log)));
            }
            Files.move(arrival.resolve(jar.getFileName()), jar, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Folders.delete(arrival);
        }
    }

    private Path unpackOnce(Path shared, Path parent) throws IOException {
        var unpacked = parent.resolve(versions.version(major));
        if (Files.exists(unpacked)) {
            return unpacked;
        }
        var arrival = Files.createTempDirectory(parent, "unpack-");
        try {
            var complete = Files.createDirectory(arrival.resolve("complete"));
            new BinariesArchive(jar(shared, parent)).unpackTo(complete);
            Files.move(complete, unpacked, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.exists(unpacked)) {
                throw e;
            } // else another process was faster, and its folder is as good as ours
        } finally {
            Folders.delete(arrival);
        }
        return unpacked;
    }
}
