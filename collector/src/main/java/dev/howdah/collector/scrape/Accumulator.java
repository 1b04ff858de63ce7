package dev.howdah.collector.scrape;

import dev.howdah.collector.session.Columns;
import dev.howdah.model.MetricType;
import dev.howdah.model.NumberKind;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Series;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds up how much rows grow from look to look, for views that forget rows: a sum over their rows would
/// fall when one is evicted, and a falling counter reads as a reset. Sums begin with 0 at the first look.
/// A row that is new since, or whose value fell because it was evicted and came back, counts in full.
/// What is no counter is added up over the rows of one look.
final class Accumulator {
    private final @Nullable TopRows top;
    private Map<List<String>, long[]> before = new HashMap<>();
    private Map<List<String>, long[]> now = new HashMap<>();
    private final Map<Series, Sum> sums = new LinkedHashMap<>();
    private boolean looked;
    private boolean begun;
    private long startNanos;

    /// What the first look counts.
    enum FirstLook {
        /// Nothing: sums tell what happened since.
        NOTHING,
        /// All there is: for a single look, whose sums would say nothing otherwise. Their start is not
        /// known.
        ALL
    }

    Accumulator(FirstLook firstLook, @Nullable TopRows top) {
        this.looked = firstLook == FirstLook.ALL;
        this.begun = looked;
        this.top = top;
    }

    private static final class Sum {
        private long integer;
        private double number;
        private boolean current;
    }

    /// Takes a row in.
    ///
    /// @param series those of the row's attributes, in the order of the layout's values
    void add(ResultSet row, Layout layout, Series[] series) throws SQLException {
        var key = Arrays.asList(Columns.texts(row, layout.keyColumns()));
        var earlier = before.get(key);
        var current = values(row, layout);
        for (int i = 0; i < series.length; i++) {
            var sum = sums.computeIfAbsent(series[i], _ -> new Sum());
            sum.current = true;
            if (looked || !isCounter(series[i])) {
                long from = earlier == null || !isCounter(series[i]) ? 0 : earlier[i];
                grow(sum, series[i].metric().number(), from, current[i]);
            }
        }
        if (top != null) {
            double ranked = Columns.number(row, layout.top().by());
            double rankedBefore = earlier == null ? 0 : Double.longBitsToDouble(earlier[earlier.length - 1]);
            current[current.length - 1] = Double.doubleToRawLongBits(ranked);
            top.add(
                    layout,
                    Columns.texts(row, layout.top().columns()),
                    earlier,
                    current,
                    series.length,
                    looked,
                    Growth.of(rankedBefore, ranked));
        }
        now.put(key, current);
    }

    /// The values of the sums, then those of the rows that are shown one by one, then room for what ranks
    /// them.
    private static long[] values(ResultSet row, Layout layout) throws SQLException {
        int sums = layout.values().size();
        var current = new long[sums + layout.top().values().size() + 1];
        for (int i = 0; i < current.length - 1; i++) {
            Long bits = Layout.bits(
                    row,
                    i < sums ? layout.values().get(i) : layout.top().values().get(i - sums));
            current[i] = bits == null ? 0 : bits;
        }
        return current;
    }

    private static boolean isCounter(Series series) {
        return series.metric().type() == MetricType.COUNTER;
    }

    private static void grow(Sum sum, NumberKind kind, long before, long now) {
        switch (kind) {
            case INTEGER -> sum.integer += Growth.of(before, now);
            case DOUBLE -> sum.number += Growth.of(Double.longBitsToDouble(before), Double.longBitsToDouble(now));
        }
    }

    /// Ends a look and puts the sums out.
    ///
    /// @param truncated whether rows were left out; then those not seen are kept, lest they count as new
    ///     later
    void finish(Layout layout, PointBatch.Builder batch, long slotNanos, boolean truncated) {
        looked = true;
        if (!begun) {
            begun = true;
            startNanos = slotNanos;
        }
        if (truncated) {
            before.forEach(now::putIfAbsent);
        }
        var reused = before;
        before = now;
        now = reused;
        now.clear();
        sums.forEach((series, sum) -> emit(series, sum, batch));
        if (top != null) {
            top.finish(layout, batch, startNanos);
        }
    }

    private void emit(Series series, Sum sum, PointBatch.Builder batch) {
        boolean counter = isCounter(series);
        if (counter || sum.current) {
            batch.add(
                    series,
                    series.metric().number() == NumberKind.INTEGER
                            ? sum.integer
                            : Double.doubleToRawLongBits(sum.number),
                    counter ? startNanos : 0);
        }
        if (!counter) {
            sum.integer = 0;
            sum.number = 0;
        }
        sum.current = false;
    }

    /// Forgets sums whose rows stayed away.
    void forget(Series[] series) {
        for (var each : series) {
            sums.remove(each);
        }
    }

    void release() {
        sums.clear();
        if (top != null) {
            top.release();
        }
    }
}
