package dev.howdah.catalog;

import dev.howdah.model.Metric;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which metrics there are, and with which attributes.
public final class Vocabulary {
    private record Word(Metric metric, Set<String> attributes) {}

    private final Map<String, Word> words = new LinkedHashMap<>();

    private Vocabulary() {}

    /// No metric yet.
    public static Vocabulary empty() {
        return new Vocabulary();
    }

    /// All that a catalog's entries define.
    public static Vocabulary of(Catalog catalog) {
        var vocabulary = new Vocabulary();
        for (var entry : catalog.entries()) {
            for (var definition : entry.metrics()) {
                vocabulary.add(
                        definition.metric(), definition.grain().attributes().keySet());
                vocabulary.add(definition.metric(), definition.ownAttributes());
            }
            var top = entry.top();
            if (top != null) {
                for (var definition : top.metrics()) {
                    vocabulary.add(definition.metric(), top.attributes().keySet());
                    vocabulary.add(definition.metric(), definition.ownAttributes());
                }
            }
        }
        return vocabulary;
    }

    /// Adds a metric that no entry defines.
    public Vocabulary add(Metric metric, Collection<String> attributes) {
        words.computeIfAbsent(metric.name(), _ -> new Word(metric, new LinkedHashSet<>()))
                .attributes()
                .addAll(attributes);
        return this;
    }

    public Optional<Metric> metric(String name) {
        return Optional.ofNullable(words.get(name)).map(Word::metric);
    }

    public Set<String> names() {
        return words.keySet();
    }

    /// The attributes of a metric, of all entries that define it; none when there is no such metric.
    public Set<String> attributes(String metric) {
        var word = words.get(metric);
        return word == null ? Set.of() : word.attributes();
    }
}
