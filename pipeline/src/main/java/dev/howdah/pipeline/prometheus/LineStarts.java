package dev.howdah.pipeline.prometheus;

import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Series;
import dev.howdah.model.alias.Alias;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What was decided about each series and metric the first time it was written. Safe for use by many
/// threads.
final class LineStarts {
    private record Named(String name, Alias alias, Metric metric) {}

    private final Naming naming;
    private final Map<Metric, PrometheusMetric> metrics = new ConcurrentHashMap<>();

    /// One object for each name of an alias, so that `==` compares them; guarded by this.
    private final Map<Named, PrometheusMetric> aliasMetrics = new HashMap<>();

    /// All starts of lines in use, each under itself; guarded by this.
    private final Map<LineStart, LineStart> starts = new HashMap<>();

    /// The first line of each series, by series id. Elements are read without the lock: a line is
    /// immutable, and one that is missed is found under the lock.
    private volatile @Nullable Line[] entries = new @Nullable Line[1024];

    LineStarts(Naming naming) {
        this.naming = naming;
    }

    Naming naming() {
        return naming;
    }

    PrometheusMetric metric(Metric metric) {
        return metrics.computeIfAbsent(metric, PrometheusNames::metric);
    }

    /// The first line of a series.
    Line of(Series series) {
        var table = entries;
        if (series.id() < table.length) {
            var line = table[series.id()];
            if (line != null && line.series() == series) {
                return line;
            }
        }
        return encode(series);
    }

    private synchronized Line encode(Series series) {
        var table = entries;
        if (series.id() >= table.length) {
            table = Arrays.copyOf(table, Math.max(series.id() + 1, table.length * 2));
            entries = table;
        }
        var known = table[series.id()];
        if (known != null && known.series() == series) {
            return known;
        }
        var line = lines(series);
        table[series.id()] = line;
        return line;
    }

    private Line lines(Series series) {
        var aliases = naming.aliases(series);
        Line line = null;
        for (var alias : aliases.reversed()) {
            var metric = aliasMetrics.computeIfAbsent(
                    new Named(alias.nameOf(series), alias, series.metric()),
                    named -> Naming.metric(named.name, named.alias, named.metric));
            line = new Line(series, metric, start(series, metric, Attributes.of(alias.labelsOf(series))), line);
        }
        if (line == null || naming.shownAsOurs(aliases)) {
            var metric = metric(series.metric());
            line = new Line(series, metric, start(series, metric, series.attributes()), line);
        }
        return line;
    }

    private LineStart start(Series series, PrometheusMetric metric, Attributes attributes) {
        var encoded = new LineStart(
                TextEscapes.lineStart(metric.sample(), PrometheusNames.labels(series.resource(), attributes)));
        var earlier = starts.putIfAbsent(encoded, encoded);
        if (earlier != null) {
            earlier.shared = true;
        }
        return earlier == null ? encoded : earlier;
    }

    /// Drops what was kept about series that are not in the snapshot.
    synchronized void retain(Snapshot snapshot) {
        var kept = new @Nullable Line[entries.length];
        Set<Metric> keptMetrics = new HashSet<>();
        for (var target : snapshot.targets()) {
            for (var batch : target.batches()) {
                retain(batch, kept, keptMetrics);
            }
        }
        entries = kept;
        metrics.keySet().retainAll(keptMetrics);
        starts.clear();
        Set<PrometheusMetric> shown = new HashSet<>();
        for (var first : kept) {
            for (var line = first; line != null; line = line.next()) {
                starts.put(line.start(), line.start());
                shown.add(line.metric());
            }
        }
        aliasMetrics.values().retainAll(shown);
    }

    private void retain(PointBatch batch, @Nullable Line[] kept, Set<Metric> keptMetrics) {
        for (int i = 0; i < batch.size(); i++) {
            var series = batch.series(i);
            keptMetrics.add(series.metric());
            var line = series.id() < kept.length ? entries[series.id()] : null;
            if (line != null && line.series() == series) {
                kept[series.id()] = line;
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
