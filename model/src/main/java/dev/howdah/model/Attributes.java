package dev.howdah.model;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An immutable set of string attributes, sorted by key, with its hash computed once. Keys are OpenTelemetry names
/// (`db.namespace`); a key occurs at most once.
public final class Attributes {
    private static final Attributes EMPTY = new Attributes(new String[0]);

    /// Keys and values in turn: k0, v0, k1, v1, …
    private final String[] pairs;

    private final int hash;

    private Attributes(String[] pairs) {
        this.pairs = pairs;
        this.hash = Arrays.hashCode(pairs);
    }

    public static Attributes empty() {
        return EMPTY;
    }

    /// The attributes of keys and values given in turn; of equal keys the later one wins.
    public static Attributes of(String... pairs) {
        if (pairs.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "attributes: %d strings, expected pairs of key and value — add the missing value"
                            .formatted(pairs.length));
        }
        var sorted = new TreeMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            sorted.put(pairs[i], pairs[i + 1]);
        }
        return ofSorted(sorted);
    }

    public static Attributes of(Map<String, String> pairs) {
        return ofSorted(new TreeMap<>(pairs));
    }

    /// These attributes and the other's; where both have a key, the other's value wins.
    public Attributes plus(Attributes other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        var merged = new TreeMap<String, String>();
        for (int i = 0; i < size(); i++) {
            merged.put(key(i), value(i));
        }
        for (int i = 0; i < other.size(); i++) {
            merged.put(other.key(i), other.value(i));
        }
        return ofSorted(merged);
    }

    private static Attributes ofSorted(SortedMap<String, String> sorted) {
        if (sorted.isEmpty()) {
            return EMPTY;
        }
        var pairs = new String[sorted.size() * 2];
        int i = 0;
        for (var entry : sorted.entrySet()) {
            pairs[i++] = entry.getKey();
            pairs[i++] = entry.getValue();
        }
        return new Attributes(pairs);
    }

    public int size() {
        return pairs.length / 2;
    }

    public boolean isEmpty() {
        return pairs.length == 0;
    }

    public String key(int index) {
        return pairs[2 * index];
    }

    public String value(int index) {
        return pairs[2 * index + 1];
    }

    public @Nullable String get(String key) {
        for (int i = 0; i < size(); i++) {
            if (key(i).equals(key)) {
                return value(i);
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Attributes that && hash == that.hash && Arrays.equals(pairs, that.pairs);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        var text = new StringBuilder("{");
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? "" : ", ").append(key(i)).append('=').append(value(i));
        }
        return text.append('}').toString();
    }
}
