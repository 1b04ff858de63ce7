package dev.howdah.catalog;

import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How columns of a row become points of one metric.
public sealed interface MetricDefinition {
    Metric metric();

    /// What tells its points apart, and since when it counts.
    Grain grain();

    /// The smallest preset that has it.
    Preset preset();

    /// What metrics of an entry have in common that are about the same things. Where an entry has several
    /// grains, a row belongs to those of which it has a value.
    ///
    /// @param attributes column by attribute, in the file's order
    /// @param startTime when counters began
    record Grain(Map<String, String> attributes, CatalogEntry.StartTime startTime) {}

    /// The columns that are read for this metric's values.
    List<String> columns();

    /// The attributes that its points have beside those of the grain.
    Set<String> ownAttributes();

    /// Each column becomes a point, told apart by fixed attributes.
    record Values(Metric metric, Grain grain, Preset preset, List<Value> values) implements MetricDefinition {
        public Values {
            values = List.copyOf(values);
        }

        @Override
        public Set<String> ownAttributes() {
            var keys = new LinkedHashSet<String>();
            for (var value : values) {
                for (int i = 0; i < value.attributes().size(); i++) {
                    keys.add(value.attributes().key(i));
                }
            }
            return keys;
        }

        @Override
        public List<String> columns() {
            return values.stream().map(Value::column).toList();
        }
    }

    /// A column and what its point is told apart by.
    record Value(String column, Attributes attributes) {}

    /// The column holds a word; each state becomes a point of 1 (it is that word) or 0. A word that is
    /// not listed becomes the state `unknown`.
    record StateSet(Metric metric, Grain grain, Preset preset, String column, String attribute, List<String> states)
            implements MetricDefinition {
        /// The state of a word that is not in the list.
        public static final String UNKNOWN = "unknown";

        public StateSet {
            states = List.copyOf(states);
        }

        @Override
        public Set<String> ownAttributes() {
            return Set.of(attribute);
        }

        @Override
        public List<String> columns() {
            return List.of(column);
        }
    }

    /// A point of 1 whose attributes are columns.
    ///
    /// @param info column by attribute, in the file's order
    record InfoColumns(Metric metric, Grain grain, Preset preset, Map<String, String> info)
            implements MetricDefinition {
        @Override
        public Set<String> ownAttributes() {
            return info.keySet();
        }

        @Override
        public List<String> columns() {
            return List.copyOf(info.values());
        }
    }
}
