package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A line of `not-read.txt`: what the catalog does not read, on which majors, and why not.
record NotRead(Pattern names, int since, int until, String reason) {
    private static final Pattern LINE = Pattern.compile("(\\S+?)(?: (\\d*)-(\\d*))?: (.+)");

    /// All lines, in order.
    static List<NotRead> all() {
        var file = Objects.requireNonNull(NotRead.class.getResourceAsStream("not-read.txt"));
        try (var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(NotRead::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NotRead of(String line) {
        var parts = LINE.matcher(line);
        assertThat(parts.matches()).as("form of '%s'", line).isTrue();
        return new NotRead(
                Pattern.compile(parts.group(1)),
                major(parts.group(2), 0),
                major(parts.group(3), Integer.MAX_VALUE),
                parts.group(4));
    }

    private static int major(@Nullable String digits, int otherwise) {
        return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }

    boolean on(int major) {
        return since <= major && major <= until;
    }

    boolean matches(String name) {
        return names.matcher(name).matches();
    }
}
