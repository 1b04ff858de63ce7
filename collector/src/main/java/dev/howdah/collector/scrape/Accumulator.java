package dev.howdah.collector.scrape;

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

/// Adds up how much rows grow from look to look, for views that forget rows: a sum over their rows would fall when
/// one
/// is
/// evicted, and a falling counter reads as a reset. Sums begin with 0 at the first look. A row that is new since, or
/// whose
/// value fell because it was evicted and came back, counts in full.
final class Accumulator {
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
        /// All there is: for a single look, whose sums would say nothing otherwise. Their start is not known.
        ALL
    }

    Accumulator(FirstLook firstLook) {
        this.looked = firstLook == FirstLook.ALL;
        this.begun = looked;
    }

    private static final class Sum {
        private long integer;
        private double number;
    }

    /// Takes a row in.
    ///
    /// @param series those of the row's attributes, in the order of the layout's values
    void add(ResultSet row, Layout layout, Series[] series) throws SQLException {
        var key = new String[layout.keyColumns().size()];
        for (int i = 0; i < key.length; i++) {
            key[i] = String.valueOf(row.getString(layout.keyColumns().get(i)));
        }
        var earlier = before.get(Arrays.asList(key));
        var current = new long[series.length];
        for (int i = 0; i < series.length; i++) {
            var value = layout.values().get(i);
            Long bits = Layout.bits(row, value);
            current[i] = bits == null ? 0 : bits;
            var sum = sums.computeIfAbsent(series[i], _ -> new Sum());
            if (looked) {
                grow(sum, value.metric().number(), earlier == null ? 0 : earlier[i], current[i]);
            }
        }
        now.put(Arrays.asList(key), current);
    }

    private static void grow(Sum sum, NumberKind kind, long before, long now) {
        switch (kind) {
            case INTEGER -> sum.integer += now >= before ? now - before : now;
            case DOUBLE -> {
                double earlier = Double.longBitsToDouble(before);
                double current = Double.longBitsToDouble(now);
                sum.number += current >= earlier ? current - earlier : current;
            }
        }
    }

    /// Ends a look and puts the sums out.
    ///
    /// @param truncated whether rows were left out; then those not seen are kept, lest they count as new later
    void finish(PointBatch.Builder batch, long slotNanos, boolean truncated) {
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
        sums.forEach((series, sum) -> batch.add(
                series,
                series.metric().number() == NumberKind.INTEGER ? sum.integer : Double.doubleToRawLongBits(sum.number),
                startNanos));
    }
}
