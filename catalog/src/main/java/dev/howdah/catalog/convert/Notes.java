package dev.howdah.catalog.convert;

import java.util.ArrayList;
import java.util.List;

/// What could not be carried over, one line each.
final class Notes {
    private final String file;
    private final List<String> lines = new ArrayList<>();

    Notes(String file) {
        this.file = file;
    }

    void add(String part, String text) {
        String line = "%s: %s: %s".formatted(file, part, text);
        if (!lines.contains(line)) {
            lines.add(line);
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
