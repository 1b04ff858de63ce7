package dev.howdah.it.contract;

import dev.howdah.it.DebianPackages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Prometheus's own judgement of a page and of rules.
final class Promtool {
    private Promtool() {}

    /// What `promtool check metrics` finds wrong with a page; empty when nothing.
    static String check(String page) throws Exception {
        var file = Files.writeString(Files.createTempFile("page-", ".prom"), page);
        try {
            return said(command("check", "metrics").redirectInput(file.toFile()));
        } finally {
            Files.delete(file);
        }
    }

    /// What promtool says to these words.
    static String run(String... words) throws Exception {
        return said(command(words));
    }

    private static ProcessBuilder command(String... words) throws Exception {
        var command = new ArrayList<>(
                List.of(DebianPackages.program("prometheus", "promtool").toString()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command);
    }

    private static String said(ProcessBuilder command) throws Exception {
        var process = command.redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("promtool still runs after a minute");
        }
        return process.exitValue() == 0 ? said : "status %d%n%s".formatted(process.exitValue(), said);
    }
}
