package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.MetricDefinition;
import dev.howdah.catalog.Relations;
import dev.howdah.catalog.Top;
import dev.howdah.collector.session.Columns;
import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where in an answer the things of one grain of an entry are; metrics whose column the answer does not
/// have are left out.
///
/// @param attributeKeys names of the attributes, beside their columns
/// @param startColumn the column with the counters' start; 0 when there is none
/// @param keyColumns for accumulated entries, the columns that tell rows apart
/// @param selectedColumn for entries that choose relations, the column with their OIDs; 0 otherwise
record Layout(
        List<String> attributeKeys,
        List<Integer> attributeColumns,
        int startColumn,
        List<Integer> keyColumns,
        List<Value> values,
        List<States> states,
        List<Described> described,
        int selectedColumn,
        TopLayout top) {

    /// A column that becomes a point.
    record Value(int column, Metric metric, Attributes attributes) {}

    /// Where the things of the rows are that are shown one by one.
    ///
    /// @param by the column that ranks them
    record TopLayout(List<String> keys, List<Integer> columns, List<Value> values, int by) {
        private static final TopLayout NONE = new TopLayout(List.of(), List.of(), List.of(), 0);
    }

    /// A column that holds a word of a state set.
    record States(int column, Metric metric, String attribute, List<String> states) {}

    /// Columns that become the attributes of a point of 1.
    record Described(Metric metric, List<String> keys, List<Integer> columns) {}

    /// The columns of an answer, in order.
    static List<String> labels(ResultSet answer) throws SQLException {
        var metadata = answer.getMetaData();
        var labels = new String[metadata.getColumnCount()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = metadata.getColumnLabel(i + 1);
        }
        return List.of(labels);
    }

    /// One layout for each grain, in the order of their first metrics; an entry without metrics, which is run for what
    /// it chooses, has the one that makes no points.
    static List<Layout> of(CatalogEntry entry, List<String> labels) {
        var columns = new HashMap<String, Integer>();
        for (int i = 0; i < labels.size(); i++) {
            columns.put(labels.get(i), i + 1);
        }
        var grains = new LinkedHashMap<MetricDefinition.Grain, List<MetricDefinition>>();
        entry.metrics()
                .forEach(metric -> grains.computeIfAbsent(metric.grain(), _ -> new ArrayList<>())
                        .add(metric));
        if (grains.isEmpty()) {
            grains.put(new MetricDefinition.Grain(entry.attributes(), entry.startTime()), List.of());
        }
        return grains.entrySet().stream()
                .map(grain -> of(entry, grain.getKey(), grain.getValue(), columns))
                .toList();
    }

    private static Layout of(
            CatalogEntry entry,
            MetricDefinition.Grain grain,
            List<MetricDefinition> metrics,
            Map<String, Integer> columns) {
        var attributeKeys = new ArrayList<String>();
        var attributeColumns = new ArrayList<String>();
        grain.attributes().forEach((key, column) -> {
            if (columns.containsKey(column)) {
                attributeKeys.add(key);
                attributeColumns.add(column);
            }
        });
        var values = new ArrayList<Value>();
        var states = new ArrayList<States>();
        var described = new ArrayList<Described>();
        for (var definition : metrics) {
            switch (definition) {
                case MetricDefinition.Values each -> values.addAll(values(each, columns));
                case MetricDefinition.StateSet set -> {
                    Integer column = columns.get(set.column());
                    if (column != null) {
                        states.add(new States(column, set.metric(), set.attribute(), set.states()));
                    }
                }
                case MetricDefinition.InfoColumns info ->
                    described(info, columns).ifPresent(described::add);
            }
        }
        return new Layout(
                attributeKeys,
                indexes(columns, attributeColumns),
                startColumn(grain, columns),
                indexes(columns, entry.accumulate()),
                values,
                states,
                described,
                columns.getOrDefault(Relations.SELECTED, 0),
                top(entry.top(), columns));
    }

    private static List<Value> values(MetricDefinition.Values metric, Map<String, Integer> columns) {
        var values = new ArrayList<Value>();
        for (var value : metric.values()) {
            Integer column = columns.get(value.column());
            if (column != null) {
                values.add(new Value(column, metric.metric(), value.attributes()));
            }
        }
        return values;
    }

    private static TopLayout top(@Nullable Top top, Map<String, Integer> columns) {
        if (top == null) {
            return TopLayout.NONE;
        }
        return new TopLayout(
                List.copyOf(top.attributes().keySet()),
                indexes(columns, List.copyOf(top.attributes().values())),
                top.metrics().stream()
                        .flatMap(metric -> values(metric, columns).stream())
                        .toList(),
                columns.getOrDefault(top.by(), 0));
    }

    private static Optional<Described> described(
            MetricDefinition.InfoColumns definition, Map<String, Integer> columns) {
        var present = definition.info().entrySet().stream()
                .filter(attribute -> columns.containsKey(attribute.getValue()))
                .toList();
        return present.isEmpty()
                ? Optional.empty()
                : Optional.of(new Described(
                        definition.metric(),
                        present.stream().map(Map.Entry::getKey).toList(),
                        indexes(
                                columns,
                                present.stream().map(Map.Entry::getValue).toList())));
    }

    private static int startColumn(MetricDefinition.Grain grain, Map<String, Integer> columns) {
        return grain.startTime() instanceof CatalogEntry.StartTime.Column(String name)
                ? columns.getOrDefault(name, 0)
                : 0;
    }

    private static List<Integer> indexes(Map<String, Integer> columns, List<String> names) {
        return names.stream().map(columns::get).filter(Objects::nonNull).toList();
    }

    /// Whether a row has a value for one of the grain's metrics.
    boolean present(ResultSet row) throws SQLException {
        for (var value : values) {
            if (row.getObject(value.column()) != null) {
                return true;
            }
        }
        for (var set : states) {
            if (row.getObject(set.column()) != null) {
                return true;
            }
        }
        for (var info : described) {
            for (int column : info.columns()) {
                if (row.getObject(column) != null) {
                    return true;
                }
            }
        }
        return false;
    }

    Attributes attributes(String[] values) {
        var pairs = new String[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            pairs[2 * i] = attributeKeys.get(i);
            pairs[2 * i + 1] = values[i];
        }
        return Attributes.of(pairs);
    }

    /// The value's 64 bits as the metric's number kind has them; null for NULL, NaN and infinity.
    static @Nullable Long bits(ResultSet row, Value value) throws SQLException {
        return switch (value.metric().number()) {
            case INTEGER -> {
                long number = Columns.whole(row, value.column());
                yield row.wasNull() ? null : number;
            }
            case DOUBLE -> {
                double number = Columns.number(row, value.column());
                yield row.wasNull() || !Double.isFinite(number) ? null : Double.doubleToRawLongBits(number);
            }
        };
    }
}
