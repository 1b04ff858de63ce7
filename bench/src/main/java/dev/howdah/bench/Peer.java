package dev.howdah.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Debian's prometheus-postgres-exporter with its defaults, from the path, or else unpacked below
/// `bench/target`.
final class Peer {
    private static final String PROGRAM = "prometheus-postgres-exporter";

    private Peer() {}

    static Subject start(MeasuredServer server, Path folder, Path program) throws IOException {
        int port = Subject.freePort();
        return Subject.start(
                "exporter",
                List.of(program.toString(), "--web.listen-address=127.0.0.1:" + port),
                Map.of("DATA_SOURCE_NAME", server.url() + "?sslmode=disable"),
                Subject.local(port, "/"),
                Subject.local(port, "/metrics"),
                folder.resolve("exporter.log"));
    }

    /// Finds the program, or gets it.
    static Path program() throws IOException, InterruptedException {
        var installed = onPath();
        if (installed.isPresent()) {
            return installed.get();
        }
        var folder = Settings.home().resolve("bench/target/peer");
        var program = folder.resolve("usr/bin").resolve(PROGRAM);
        if (!Files.isExecutable(program)) {
            Files.createDirectories(folder);
            run(folder, "apt-get", "-q", "download", PROGRAM);
            run(folder, "sh", "-c", "dpkg -x %s_*.deb . && rm %s_*.deb".formatted(PROGRAM, PROGRAM));
        }
        return program;
    }

    /// The package's version, for the figures.
    static String version(Path program) throws IOException, InterruptedException {
        var process = new ProcessBuilder(program.toString(), "--version")
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader()) {
            String line = output.readLine();
            process.waitFor();
            return line == null ? "unknown" : line;
        }
    }

    private static Optional<Path> onPath() {
        return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)).stream()
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        var log = Files.createTempFile("howdah-bench-", ".log");
        try {
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
            if (process.waitFor() != 0) {
                throw new GateException("exporter: %s failed (%s) — install %s, or leave it out with --no-peer"
                        .formatted(command[0], lastLine(log), PROGRAM));
            }
        } catch (IOException e) {
            throw new GateException("exporter: %s cannot be run here — install %s, or leave it out with --no-peer"
                    .formatted(command[0], PROGRAM));
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static String lastLine(Path log) throws IOException {
        return Files.readString(log).lines().reduce("no word of why", (_, line) -> line);
    }
}
