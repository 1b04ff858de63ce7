package dev.howdah.it.contract;

import dev.howdah.it.HowdahProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Prometheus's own judgement of a page. Debian's program is used; where it is not installed it is fetched.
final class Promtool {
    private static final Path INSTALLED = Path.of("/usr/bin/promtool");
    private static final Path FETCHED = HowdahProcess.home().resolve("it/target/promtool");

    private Promtool() {}

    /// What `promtool check metrics` finds wrong with a page; empty when nothing.
    static String check(String page) throws Exception {
        var file = Files.writeString(Files.createTempFile("page-", ".prom"), page);
        try {
            var builder = new ProcessBuilder(program().toString(), "check", "metrics")
                    .redirectInput(file.toFile())
                    .redirectErrorStream(true);
            var said = new StringBuilder();
            int status = run(builder, said);
            return status == 0 ? said.toString() : "status %d%n%s".formatted(status, said);
        } finally {
            Files.delete(file);
        }
    }

    private static synchronized Path program() throws Exception {
        if (Files.isExecutable(INSTALLED)) {
            return INSTALLED;
        }
        var program = FETCHED.resolve("usr/bin/promtool");
        if (!Files.isExecutable(program)) {
            fetch();
        }
        return program;
    }

    private static void fetch() throws Exception {
        Files.createDirectories(FETCHED);
        must(List.of("apt-get", "download", "prometheus"));
        try (var packages = Files.newDirectoryStream(FETCHED, "prometheus_*.deb")) {
            for (var each : packages) {
                must(List.of("dpkg", "-x", each.toString(), FETCHED.toString()));
            }
        }
    }

    private static void must(List<String> words) throws Exception {
        var said = new StringBuilder();
        int status;
        try {
            status = run(new ProcessBuilder(words).directory(FETCHED.toFile()).redirectErrorStream(true), said);
        } catch (IOException e) {
            throw new AssertionError(
                    "promtool: %s cannot be run — install Debian's package prometheus".formatted(words), e);
        }
        if (status != 0) {
            throw new AssertionError("promtool: %s ended with %d — install Debian's package prometheus; it said: %s"
                    .formatted(words, status, said));
        }
    }

    private static int run(ProcessBuilder builder, StringBuilder said) throws Exception {
        var process = builder.start();
        said.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("promtool: %s still runs".formatted(builder.command()));
        }
        return process.exitValue();
    }
}
