package dev.howdah.it.contract;

import dev.howdah.it.DebianPackages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;

/// Prometheus's own judgement of a page.
final class Promtool {
    private Promtool() {}

    /// What `promtool check metrics` finds wrong with a page; empty when nothing.
    static String check(String page) throws Exception {
        var file = Files.writeString(Files.createTempFile("page-", ".prom"), page);
        try {
            var promtool = DebianPackages.program("prometheus", "promtool").toString();
            var process = new ProcessBuilder(promtool, "check", "metrics")
                    .redirectInput(file.toFile())
                    .redirectErrorStream(true)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("promtool still runs after a minute");
            }
            var wrong = said.lines().filter(line -> !isCount(line)).toList();
            boolean merelyCounts = process.exitValue() == 3 && wrong.isEmpty();
            return process.exitValue() == 0 || merelyCounts
                    ? String.join("\n", wrong)
                    : "status %d%n%s".formatted(process.exitValue(), said);
        } finally {
            Files.delete(file);
        }
    }

    /// OpenTelemetry's names of numbers of things end so, such as `postgresql.database.count`.
    private static boolean isCount(String line) {
        return line.endsWith("non-histogram and non-summary metrics should not have \"_count\" suffix");
    }
}
