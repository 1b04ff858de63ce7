package dev.howdah.pipeline.prometheus;

import dev.howdah.model.Metric;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Series;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What was decided about each series and metric the first time it was written. Safe for use by many threads.
final class LineStarts {
    private record Entry(Series series, LineStart line) {}

    private final Map<Metric, PrometheusMetric> metrics = new ConcurrentHashMap<>();

    /// All lines in use, each under itself; guarded by this.
    private final Map<LineStart, LineStart> lines = new HashMap<>();

    /// By series id. Elements are read without the lock: an entry is immutable, and one that is missed is found
    /// under the lock.
    private volatile @Nullable Entry[] entries = new @Nullable Entry[1024];

    PrometheusMetric metric(Metric metric) {
        return metrics.computeIfAbsent(metric, PrometheusNames::metric);
    }

    LineStart of(Series series) {
        var table = entries;
        if (series.id() < table.length) {
            var entry = table[series.id()];
            if (entry != null && entry.series == series) {
                return entry.line;
            }
        }
        return encode(series);
    }

    private synchronized LineStart encode(Series series) {
        var table = entries;
        if (series.id() >= table.length) {
            table = Arrays.copyOf(table, Math.max(series.id() + 1, table.length * 2));
            entries = table;
        }
        var entry = table[series.id()];
        if (entry != null && entry.series == series) {
            return entry.line;
        }
        var encoded = new LineStart(TextEscapes.lineStart(
                metric(series.metric()).sample(), PrometheusNames.labels(series.resource(), series.attributes())));
        var earlier = lines.putIfAbsent(encoded, encoded);
        if (earlier != null) {
            earlier.shared = true;
        }
        var line = earlier == null ? encoded : earlier;
        table[series.id()] = new Entry(series, line);
        return line;
    }

    /// Drops what was kept about series that are not in the snapshot.
    synchronized void retain(Snapshot snapshot) {
        var kept = new @Nullable Entry[entries.length];
        Set<Metric> keptMetrics = new HashSet<>();
        for (var target : snapshot.targets()) {
            for (var batch : target.batches()) {
                retain(batch, kept, keptMetrics);
            }
        }
        entries = kept;
        metrics.keySet().retainAll(keptMetrics);
        lines.clear();
        for (var entry : kept) {
            if (entry != null) {
                lines.put(entry.line, entry.line);
            }
        }
    }

    private void retain(PointBatch batch, @Nullable Entry[] kept, Set<Metric> keptMetrics) {
        for (int i = 0; i < batch.size(); i++) {
            var series = batch.series(i);
            keptMetrics.add(series.metric());
            var entry = series.id() < kept.length ? entries[series.id()] : null;
            if (entry != null && entry.series == series) {
                kept[series.id()] = entry;
            }
        }
    }

    synchronized int size() {
        int size = 0;
        for (var entry : entries) {
            size += entry == null ? 0 : 1;
        }
        return size;
    }
}
