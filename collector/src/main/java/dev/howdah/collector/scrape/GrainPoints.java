package dev.howdah.collector.scrape;

import dev.howdah.catalog.MetricDefinition;
import dev.howdah.collector.session.Columns;
import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Series;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The points of those of an entry's metrics that have the same attributes. A row's series are resolved
/// when its attributes are first seen and looked up ever after; rows that stay away for [#SILENT_RUNS]
/// runs are forgotten.
final class GrainPoints {
    /// After this many runs without it a row's series are released.
    private static final int SILENT_RUNS = 10;

    private final Layout layout;
    private final SeriesOf seriesOf;
    private final Unreadable unreadable;
    private final Map<List<String>, Row> rows = new HashMap<>();

    GrainPoints(Layout layout, SeriesOf seriesOf, Unreadable unreadable) {
        this.layout = layout;
        this.seriesOf = seriesOf;
        this.unreadable = unreadable;
    }

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

    Layout layout() {
        return layout;
    }

    /// Reads a row into the batch.
    ///
    /// @param statisticsSinceNanos the start of counters that do not say when they began
    /// @return whether it is the first of this run with its attributes; another one is left out
    boolean read(ResultSet answer, long run, long statisticsSinceNanos, PointBatch.Builder batch) throws SQLException {
        var row = row(answer);
        if (row.lastRun == run) {
            return false;
        }
        row.lastRun = run;
        long start = unreadable.start(answer, layout);
        emit(answer, row, start == 0 ? statisticsSinceNanos : start, batch);
        return true;
    }

    /// Hands a row to an accumulator.
    void accumulate(ResultSet answer, long run, Accumulator accumulator) throws SQLException {
        var row = row(answer);
        row.lastRun = run;
        accumulator.add(answer, layout, row.values);
    }

    private Row row(ResultSet answer) throws SQLException {
        var key = Columns.texts(answer, layout.attributeColumns());
        var row = rows.get(Arrays.asList(key));
        if (row == null) {
            row = resolve(layout.attributes(key));
            rows.put(Arrays.asList(key), row);
        }
        return row;
    }

    private Row resolve(Attributes attributes) {
        var row = new Row(layout, attributes);
        int i = 0;
        for (var value : layout.values()) {
            row.values[i++] = seriesOf.resolve(value.metric(), attributes.plus(value.attributes()));
        }
        i = 0;
        for (var set : layout.states()) {
            row.states[i++] = states(set, attributes);
        }
        return row;
    }

    private Series[] states(Layout.States set, Attributes attributes) {
        var series = new Series[set.states().size() + 1];
        for (int i = 0; i < series.length; i++) {
            String state = i < set.states().size() ? set.states().get(i) : MetricDefinition.StateSet.UNKNOWN;
            series[i] = seriesOf.resolve(set.metric(), attributes.plus(Attributes.of(set.attribute(), state)));
        }
        return series;
    }

    private void emit(ResultSet answer, Row row, long startNanos, PointBatch.Builder batch) throws SQLException {
        for (int i = 0; i < row.values.length; i++) {
            var value = layout.values().get(i);
            Long bits = unreadable.bits(answer, layout, value);
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
        var texts = Columns.texts(answer, described.columns());
        if (!Arrays.equals(texts, row.descriptions[index])) {
            if (row.described[index] != null) {
                seriesOf.release(row.described[index]);
            }
            var attributes = new HashMap<String, String>();
            for (int i = 0; i < texts.length; i++) {
                attributes.put(described.keys().get(i), texts[i]);
            }
            row.descriptions[index] = texts;
            row.described[index] = seriesOf.resolve(described.metric(), row.attributes.plus(Attributes.of(attributes)));
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

    /// Ends a run: rows that stayed away for long are forgotten.
    void end(long run, @Nullable Accumulator accumulator) {
        for (Iterator<Row> all = rows.values().iterator(); all.hasNext(); ) {
            var row = all.next();
            if (run - row.lastRun >= SILENT_RUNS) {
                if (accumulator != null) {
                    accumulator.forget(row.values);
                }
                release(row);
                all.remove();
            }
        }
    }

    /// Releases all series.
    void release() {
        rows.values().forEach(this::release);
        rows.clear();
    }

    private void release(Row row) {
        for (var series : row.values) {
            seriesOf.release(series);
        }
        for (var set : row.states) {
            for (var series : set) {
                seriesOf.release(series);
            }
        }
        for (var series : row.described) {
            if (series != null) {
                seriesOf.release(series);
            }
        }
    }
}
