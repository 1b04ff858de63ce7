package dev.howdah.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Collects figures, each a line `name value unit`; nothing is printed before all of them stand.
final class Figures {
    private final List<String> lines = new ArrayList<>();

    void add(String name, double value, String unit) {
        lines.add("%s %s %s".formatted(name, readable(value), unit));
    }

    void add(String name, long value, String unit) {
        lines.add("%s %d %s".formatted(name, value, unit));
    }

    /// A line about what was measured, which may be several words.
    void say(String name, String what) {
        lines.add(name + " " + what);
    }

    void print(PrintStream out) {
        lines.forEach(out::println);
    }

    /// Three digits that mean something, and never an exponent.
    private static String readable(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a figure of " + value);
        }
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
