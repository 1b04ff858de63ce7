package dev.howdah.app.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The end of a log file, for messages.
final class LastLines {
    private static final int COUNT = 8;

    private LastLines() {}

    /// The last lines, joined in one; says so when there are none.
    static String of(Path log) {
        try {
            var lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .strip()
                    .lines()
                    .toList();
            return lines.isEmpty()
                    ? "(its log is empty)"
                    : String.join(" | ", lines.subList(Math.max(0, lines.size() - COUNT), lines.size()));
        } catch (IOException e) {
            return "(its log cannot be read: %s)".formatted(e.getMessage());
        }
    }
}
