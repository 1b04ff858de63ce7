package dev.howdah.catalog;

import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import java.util.List;
import java.util.Map;

/// How columns of a row become points of one metric.
public sealed interface MetricDefinition {
    Metric metric();

    /// The columns that are read for this metric.
    List<String> columns();

    /// Each column becomes a point, told apart by fixed attributes.
    record Values(Metric metric, List<Value> values) implements MetricDefinition {
        public Values {
            values = List.copyOf(values);
        }

        @Override
        public List<String> columns() {
            return values.stream().map(Value::column).toList();
        }
    }

    /// A column and what its point is told apart by.
    record Value(String column, Attributes attributes) {}

    /// The column holds a word; each state becomes a point of 1 (it is that word) or 0. A word that is not listed
    /// becomes
    /// the state `unknown`.
    record StateSet(Metric metric, String column, String attribute, List<String> states) implements MetricDefinition {
        /// The state of a word that is not in the list.
        public static final String UNKNOWN = "unknown";

        public StateSet {
            states = List.copyOf(states);
        }

        @Override
        public List<String> columns() {
            return List.of(column);
        }
    }

    /// A point of 1 whose attributes are columns.
    ///
    /// @param attributes column by attribute, in the file's order
    record InfoColumns(Metric metric, Map<String, String> attributes) implements MetricDefinition {
        @Override
        public List<String> columns() {
            return List.copyOf(attributes.values());
        }
    }
}
