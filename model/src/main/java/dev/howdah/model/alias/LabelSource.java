package dev.howdah.model.alias;

import dev.howdah.model.Attributes;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// Where the value of an alias' label comes from. A missing attribute counts as an empty one.
public sealed interface LabelSource {
    /// Stands between the parts of `db.namespace`.
    char SEPARATOR = '|';

    String of(Attributes attributes);

    /// The attribute that is read; empty when none is.
    Optional<String> attribute();

    private static String value(Attributes attributes, String key) {
        return Objects.requireNonNullElse(attributes.get(key), "");
    }

    /// The attribute's value.
    record Whole(String key) implements LabelSource {
        @Override
        public String of(Attributes attributes) {
            return value(attributes, key);
        }

        @Override
        public Optional<String> attribute() {
            return Optional.of(key);
        }
    }

    /// What stands before the first `|`: the database of `db.namespace`; all of it when there is none.
    record First(String key) implements LabelSource {
        @Override
        public String of(Attributes attributes) {
            String value = value(attributes, key);
            int end = value.indexOf(SEPARATOR);
            return end < 0 ? value : value.substring(0, end);
        }

        @Override
        public Optional<String> attribute() {
            return Optional.of(key);
        }
    }

    /// What stands after the first `|`: the schema of `db.namespace`; nothing when there is none.
    record Second(String key) implements LabelSource {
        @Override
        public String of(Attributes attributes) {
            String value = value(attributes, key);
            int end = value.indexOf(SEPARATOR);
            return end < 0 ? "" : value.substring(end + 1);
        }

        @Override
        public Optional<String> attribute() {
            return Optional.of(key);
        }
    }

    /// The attribute's value in lower case.
    record Lower(String key) implements LabelSource {
        @Override
        public String of(Attributes attributes) {
            return value(attributes, key).toLowerCase(Locale.ROOT);
        }

        @Override
        public Optional<String> attribute() {
            return Optional.of(key);
        }
    }

    /// Always the same.
    record Constant(String text) implements LabelSource {
        @Override
        public String of(Attributes attributes) {
            return text;
        }

        @Override
        public Optional<String> attribute() {
            return Optional.empty();
        }
    }
}
