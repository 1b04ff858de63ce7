package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.MetricDefinition;
import dev.howdah.collector.session.Columns;
import dev.howdah.collector.target.RoleNames;
import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Resource;
import dev.howdah.model.Series;
import dev.howdah.model.SeriesRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns an entry's rows into points of one target. A row's series are resolved when its attributes are first seen
/// and
/// looked up ever after; rows that stay away for [#SILENT_RUNS] runs are forgotten. Used by one thread at a time.
final class EntryPoints {
    /// After this many runs without it a row's series are released.
    private static final int SILENT_RUNS = 10;

    private final CatalogEntry entry;
    private final Resource resource;
    private final SeriesRegistry registry;
    private final Map<List<String>, Row> rows = new HashMap<>();
    private final RoleAttributes roles;
    private final @Nullable Accumulator accumulator;
    private @Nullable Layout layout;
    private long run;
    private int unreadable;
    private String firstUnreadable = "";

    /// @param roleNames whether attributes that hold names of roles show them
    EntryPoints(
            CatalogEntry entry,
            Resource resource,
            SeriesRegistry registry,
            Accumulator.FirstLook firstLook,
            RoleNames roleNames) {
        this.entry = entry;
        this.roles = new RoleAttributes(roleNames, entry.roleAttributes());
        this.resource = resource;
        this.registry = registry;
        this.accumulator = entry.accumulate().isEmpty() ? null : new Accumulator(firstLook);
    }

    /// What a run left out.
    ///
    /// @param truncated whether the server had more rows than the limit
    /// @param duplicates rows whose attributes another row had already
    /// @param rows that were read
    /// @param unreadable values that are no numbers
    /// @param firstUnreadable what was wrong with the first of them
    record LeftOut(int rows, boolean truncated, int duplicates, int unreadable, String firstUnreadable) {}

    /// A row's series, in the layout's order of values, states and descriptions.
    private static final class Row {
        private final Attributes attributes;
        private final Series[] values;
        private final Series[][] states;
        private final Series[] described;
        private final String[][] descriptions;
        private long lastRun;

        private Row(Layout layout, Attributes attributes) {
            this.attributes = attributes;
            this.values = new Series[layout.values().size()];
            this.states = new Series[layout.states().size()][];
            this.described = new Series[layout.described().size()];
            this.descriptions = new String[layout.described().size()][];
        }
    }

    /// Starts a run; an entry of scope database reads several answers in one run.
    void begin() {
        run++;
    }

    /// Reads an answer into the batch.
    ///
    /// @param statisticsSinceNanos the start of counters that do not say when they began
    LeftOut read(ResultSet answer, long slotNanos, long statisticsSinceNanos, PointBatch.Builder batch)
            throws SQLException {
        var layout = layout(answer);
        unreadable = 0;
        firstUnreadable = "";
        int read = 0;
        int duplicates = 0;
        boolean truncated = false;
        while (answer.next()) {
            if (read++ == entry.rowLimit()) {
                truncated = true;
                break;
            }
            var row = row(answer, layout);
            long start = start(answer, layout);
            if (accumulator != null) {
                row.lastRun = run;
                accumulator.add(answer, layout, row.values);
            } else if (row.lastRun == run) {
                duplicates++;
            } else {
                row.lastRun = run;
                emit(answer, layout, row, start == 0 ? statisticsSinceNanos : start, batch);
            }
        }
        if (accumulator != null) {
            accumulator.finish(batch, slotNanos, truncated);
        }
        return new LeftOut(truncated ? read - 1 : read, truncated, duplicates, unreadable, firstUnreadable);
    }

    private long start(ResultSet answer, Layout layout) throws SQLException {
        if (layout.startColumn() == 0) {
            return 0;
        }
        try {
            return Columns.epochNanos(answer, layout.startColumn());
        } catch (SQLException e) {
            countUnreadable(answer, layout, layout.startColumn(), "a timestamptz");
            return 0;
        }
    }

    /// A value that is no number does not keep the others of its row, or other rows, from being read.
    private @Nullable Long bits(ResultSet answer, Layout layout, Layout.Value value) throws SQLException {
        try {
            return Layout.bits(answer, value);
        } catch (SQLException e) {
            if (answer.getObject(value.column()) instanceof Boolean yes) {
                return one(value.metric(), yes);
            }
            countUnreadable(
                    answer,
                    layout,
                    value.column(),
                    switch (value.metric().number()) {
                        case INTEGER -> "an integer of 64 bits";
                        case DOUBLE -> "a number";
                    });
            return null;
        }
    }

    private void countUnreadable(ResultSet answer, Layout layout, int column, String expected) throws SQLException {
        if (unreadable++ == 0) {
            firstUnreadable = "column \"%s\" in row %d cannot be read as %s — convert it in SQL"
                    .formatted(layout.labels().get(column - 1), answer.getRow(), expected);
        }
    }

    /// The answer's layout. Every database's answer has the same, unless an upgrade came between.
    private Layout layout(ResultSet answer) throws SQLException {
        var labels = Layout.labels(answer);
        if (layout == null || !layout.labels().equals(labels)) {
            release();
            layout = Layout.of(entry, labels);
        }
        return layout;
    }

    private Row row(ResultSet answer, Layout layout) throws SQLException {
        var key = texts(answer, layout.attributeColumns());
        var row = rows.get(Arrays.asList(key));
        if (row == null) {
            row = resolve(layout, layout.attributes(key));
            rows.put(Arrays.asList(key), row);
        }
        return row;
    }

    private Row resolve(Layout layout, Attributes attributes) {
        var row = new Row(layout, attributes);
        int i = 0;
        for (var value : layout.values()) {
            row.values[i++] = resolve(value.metric(), attributes.plus(value.attributes()));
        }
        i = 0;
        for (var set : layout.states()) {
            row.states[i++] = states(set, attributes);
        }
        return row;
    }

    private Series resolve(Metric metric, Attributes attributes) {
        return registry.resolve(metric, resource, roles.shown(attributes));
    }

    private Series[] states(Layout.States set, Attributes attributes) {
        var series = new Series[set.states().size() + 1];
        for (int i = 0; i < series.length; i++) {
            String state = i < set.states().size() ? set.states().get(i) : MetricDefinition.StateSet.UNKNOWN;
            series[i] = resolve(set.metric(), attributes.plus(Attributes.of(set.attribute(), state)));
        }
        return series;
    }

    private void emit(ResultSet answer, Layout layout, Row row, long startNanos, PointBatch.Builder batch)
            throws SQLException {
        for (int i = 0; i < row.values.length; i++) {
            var value = layout.values().get(i);
            Long bits = bits(answer, layout, value);
            if (bits != null) {
                batch.add(row.values[i], bits, startOf(value.metric(), startNanos));
            }
        }
        for (int i = 0; i < row.states.length; i++) {
            emitStates(answer, layout.states().get(i), row.states[i], batch);
        }
        for (int i = 0; i < row.described.length; i++) {
            emitDescribed(answer, layout.described().get(i), row, i, batch);
        }
    }

    private static void emitStates(ResultSet answer, Layout.States set, Series[] series, PointBatch.Builder batch)
            throws SQLException {
        String word = answer.getString(set.column());
        if (word == null) {
            return;
        }
        int index = set.states().indexOf(word);
        int current = index < 0 ? series.length - 1 : index;
        for (int i = 0; i < series.length; i++) {
            batch.add(series[i], one(set.metric(), i == current), 0);
        }
    }

    private void emitDescribed(
            ResultSet answer, Layout.Described described, Row row, int index, PointBatch.Builder batch)
            throws SQLException {
        var texts = texts(answer, described.columns());
        if (!Arrays.equals(texts, row.descriptions[index])) {
            if (row.described[index] != null) {
                registry.release(row.described[index]);
            }
            var attributes = new HashMap<String, String>();
            for (int i = 0; i < texts.length; i++) {
                attributes.put(described.keys().get(i), texts[i]);
            }
            row.descriptions[index] = texts;
            row.described[index] = resolve(described.metric(), row.attributes.plus(Attributes.of(attributes)));
        }
        batch.add(row.described[index], one(described.metric(), true), 0);
    }

    private static long one(Metric metric, boolean one) {
        return switch (metric.number()) {
            case INTEGER -> one ? 1 : 0;
            case DOUBLE -> Double.doubleToRawLongBits(one ? 1 : 0);
        };
    }

    private static long startOf(Metric metric, long startNanos) {
        return metric.type() == MetricType.COUNTER ? startNanos : 0;
    }

    private static String[] texts(ResultSet answer, List<Integer> columns) throws SQLException {
        var texts = new String[columns.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = Columns.text(answer, columns.get(i));
        }
        return texts;
    }

    /// Ends a run: rows that stayed away for long are forgotten.
    void end() {
        if (accumulator != null) {
            return; // its sums go on, and with them their series
        }
        for (Iterator<Row> all = rows.values().iterator(); all.hasNext(); ) {
            var row = all.next();
            if (run - row.lastRun >= SILENT_RUNS) {
                release(row);
                all.remove();
            }
        }
    }

    /// Releases all series, because the target is gone.
    void release() {
        rows.values().forEach(this::release);
        rows.clear();
    }

    private void release(Row row) {
        for (var series : row.values) {
            registry.release(series);
        }
        for (var set : row.states) {
            for (var series : set) {
                registry.release(series);
            }
        }
        for (var series : row.described) {
            if (series != null) {
                registry.release(series);
            }
        }
    }
}
