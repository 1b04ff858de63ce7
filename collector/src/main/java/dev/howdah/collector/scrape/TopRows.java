package dev.howdah.collector.scrape;

import dev.howdah.catalog.Top;
import dev.howdah.model.Attributes;
import dev.howdah.model.NumberKind;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Series;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sums for each of an accumulated entry's rows, of which those that grow most are shown; see [Top].
final class TopRows {
    /// After this many looks without it a row is forgotten.
    private static final int SILENT_LOOKS = 10;

    /// At the first look nothing has grown yet: rows are ranked by what they are, and any growth ranks before that.
    private static final double FIRST_LOOK_WEIGHT = 1e-9;

    private final Top top;
    private final SeriesOf seriesOf;
    private final Map<List<String>, Row> rows = new HashMap<>();
    private Set<List<String>> shown = Set.of();
    private long look;

    TopRows(Top top, SeriesOf seriesOf) {
        this.top = top;
        this.seriesOf = seriesOf;
    }

    private static final class Row {
        private final long[] integers;
        private final double[] doubles;
        private Series @Nullable [] series;
        private double score;
        private long lastLook;

        private Row(int values) {
            this.integers = new long[values];
            this.doubles = new double[values];
        }
    }

    /// Takes a row's growth in.
    ///
    /// @param key values of the top's attributes
    /// @param before earlier values at their offset; null for a row that is new, which counts in full
    /// @param ranking what ranks it: its growth
    void add(
            Layout layout,
            String[] key,
            long @Nullable [] before,
            long[] now,
            int offset,
            boolean counts,
            double ranking) {
        var row = rows.computeIfAbsent(
                Arrays.asList(key), _ -> new Row(layout.top().values().size()));
        row.lastLook = look;
        row.score += counts ? ranking : ranking * FIRST_LOOK_WEIGHT;
        if (!counts) {
            return;
        }
        for (int i = 0; i < layout.top().values().size(); i++) {
            long earlier = before == null ? 0 : before[offset + i];
            long current = now[offset + i];
            switch (layout.top().values().get(i).metric().number()) {
                case INTEGER -> row.integers[i] += Growth.of(earlier, current);
                case DOUBLE ->
                    row.doubles[i] += Growth.of(Double.longBitsToDouble(earlier), Double.longBitsToDouble(current));
            }
        }
    }

    /// Ends a look and puts out those that are shown.
    void finish(Layout layout, PointBatch.Builder batch, long startNanos) {
        var ranking = rows.entrySet().stream()
                .filter(entry -> entry.getValue().score > 0)
                .sorted(Comparator.<Map.Entry<List<String>, Row>>comparingDouble(entry -> -entry.getValue().score)
                        .thenComparing(entry -> entry.getKey().toString()))
                .map(Map.Entry::getKey)
                .toList();
        var chosen = StableTop.choose(ranking, shown, top.limit());
        shown.stream().filter(key -> !chosen.contains(key)).forEach(this::hide);
        shown = new LinkedHashSet<>(chosen);
        for (var key : shown) {
            emit(layout, key, rows.get(key), batch, startNanos);
        }
        rows.entrySet().removeIf(entry -> forget(entry.getKey(), entry.getValue()));
        look++;
    }

    /// Growth of long ago counts less and less, by half each look.
    private boolean forget(List<String> key, Row row) {
        row.score /= 2;
        return look - row.lastLook >= SILENT_LOOKS && !shown.contains(key);
    }

    private void emit(Layout layout, List<String> key, @Nullable Row row, PointBatch.Builder batch, long startNanos) {
        if (row == null) {
            return;
        }
        if (row.series == null) {
            row.series = resolve(layout, key);
        }
        for (int i = 0; i < row.series.length; i++) {
            var series = row.series[i];
            batch.add(
                    series,
                    series.metric().number() == NumberKind.INTEGER
                            ? row.integers[i]
                            : Double.doubleToRawLongBits(row.doubles[i]),
                    startNanos);
        }
    }

    private Series[] resolve(Layout layout, List<String> key) {
        var pairs = new String[2 * key.size()];
        for (int i = 0; i < key.size(); i++) {
            pairs[2 * i] = layout.top().keys().get(i);
            pairs[2 * i + 1] = key.get(i);
        }
        var attributes = Attributes.of(pairs);
        return layout.top().values().stream()
                .map(value -> seriesOf.resolve(value.metric(), attributes.plus(value.attributes())))
                .toArray(Series[]::new);
    }

    private void hide(List<String> key) {
        var row = rows.get(key);
        if (row != null && row.series != null) {
            for (var series : row.series) {
                seriesOf.release(series);
            }
            row.series = null;
        }
    }

    void release() {
        shown.forEach(this::hide);
        shown = Set.of();
        rows.clear();
    }
}
