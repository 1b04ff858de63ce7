package dev.howdah.catalog.convert;

import java.util.Locale;

/// Makes names that a catalog allows out of any.
final class Names {
    private Names() {}

    /// Lower-case letters, digits and single underscores, with a letter first.
    static String word(String name) {
        String word =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_+|_+$", "");
        return word.isEmpty() || !Character.isLetter(word.charAt(0)) ? "x" + word : word;
    }

    /// The part of a metric's name that a column gives.
    static String part(String column) {
        String word =
                column.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_+|_+$", "");
        return word.isEmpty() ? "value" : word;
    }

    static String attribute(String name) {
        String word = name.replaceAll("[^a-zA-Z0-9_.]", "_");
        return word.isEmpty() || !(Character.isLetter(word.charAt(0)) || word.charAt(0) == '_') ? "_" + word : word;
    }

    /// The unit that a name speaks for; a word in braces otherwise, which adds nothing to the name in
    /// Prometheus.
    static String unit(String name) {
        if (name.endsWith("_bytes") || name.endsWith(".bytes")) {
            return "By";
        }
        return name.endsWith("_seconds") || name.endsWith(".seconds") ? "s" : "{value}";
    }
}
