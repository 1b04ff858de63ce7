package dev.howdah.collector.pgbouncer;

import dev.howdah.catalog.ConsoleCatalog;
import dev.howdah.catalog.MetricDefinition;
import dev.howdah.collector.scrape.TargetPoints;
import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes points of the rows that a command of the console brought; columns are found by their names.
///
/// @param command whose rows they are
record ConsoleRows(ConsoleCatalog.Command command) {
    void read(List<Map<String, String>> rows, TargetPoints points) {
        if (command.pivot().isPresent()) {
            row(pivoted(rows, command.pivot().get()), points);
        } else {
            rows.forEach(row -> row(row, points));
        }
    }

    private static Map<String, String> pivoted(List<Map<String, String>> rows, ConsoleCatalog.Pivot pivot) {
        var result = new HashMap<String, String>();
        for (var row : rows) {
            String name = row.get(pivot.name());
            String value = row.get(pivot.value());
            if (name != null && value != null) {
                result.put(name, value);
            }
        }
        return result;
    }

    private void row(Map<String, String> row, TargetPoints points) {
        var attributes = attributes(command.attributes(), row);
        for (var definition : command.metrics()) {
            switch (definition) {
                case MetricDefinition.Values values ->
                    values.values().forEach(value -> value(row, values.metric(), value, attributes, points));
                case MetricDefinition.StateSet states -> states(row, states, attributes, points);
                case MetricDefinition.InfoColumns info -> {
                    if (info.columns().stream().anyMatch(row::containsKey)) {
                        points.add(info.metric(), 1L, attributes.plus(attributes(info.info(), row)));
                    }
                }
            }
        }
    }

    private void value(
            Map<String, String> row,
            Metric metric,
            MetricDefinition.Value value,
            Attributes attributes,
            TargetPoints points) {
        var all = attributes.plus(value.attributes());
        var factors = command.derived().get(value.column());
        if (factors != null) {
            Double sum = sum(row, factors);
            if (sum != null) {
                points.add(metric, sum, all);
            }
            return;
        }
        Number number = number(row.get(value.column()));
        if (number instanceof Long whole) {
            points.add(metric, whole, all);
        } else if (number != null) {
            points.add(metric, number.doubleValue(), all);
        }
    }

    private static @Nullable Double sum(Map<String, String> row, Map<String, Double> factors) {
        Double sum = null;
        for (var factor : factors.entrySet()) {
            Number part = number(row.get(factor.getKey()));
            if (part != null) {
                sum = (sum == null ? 0 : sum) + part.doubleValue() * factor.getValue();
            }
        }
        return sum;
    }

    /// A number, or one of the words that the console has for 1 and 0; null for anything else.
    private static @Nullable Number number(@Nullable String text) {
        return switch (text) {
            case null -> null;
            case "yes" -> 1L;
            case "no" -> 0L;
            default -> {
                try {
                    yield text.indexOf('.') < 0 ? Long.valueOf(text) : (Number) Double.valueOf(text);
                } catch (NumberFormatException e) {
                    yield null;
                }
            }
        };
    }

    private static void states(
            Map<String, String> row, MetricDefinition.StateSet set, Attributes attributes, TargetPoints points) {
        String word = row.get(set.column());
        if (word != null) {
            points.states(new TargetPoints.States(set.metric(), set.attribute(), set.states()), word, attributes);
        }
    }

    private static Attributes attributes(Map<String, String> columns, Map<String, String> row) {
        var attributes = new HashMap<String, String>();
        columns.forEach((key, column) -> {
            String text = row.get(column);
            if (text != null) {
                attributes.put(key, text);
            }
        });
        return Attributes.of(attributes);
    }
}
