package dev.howdah.collector.scrape;

import dev.howdah.catalog.MetricDefinition;
import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.NumberKind;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Resource;
import dev.howdah.model.Series;
import dev.howdah.model.SeriesRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gathers the points of one target, slot by slot. Series are resolved when they are first seen, and
/// forgotten when they stay away for [#SILENT_SLOTS] slots. Used by one thread at a time.
public final class TargetPoints {
    private static final int SILENT_SLOTS = 10;

    private final Resource resource;
    private final SeriesRegistry registry;
    private final long freshForNanos;
    private final Map<Identity, Known> known = new HashMap<>();
    private final List<PointBatch.Builder> batches = new ArrayList<>();
    private PointBatch.Builder batch;
    private long slotNanos;
    private long slot;

    /// @param freshForNanos how long points stay current
    TargetPoints(Resource resource, SeriesRegistry registry, long freshForNanos) {
        this.resource = resource;
        this.registry = registry;
        this.freshForNanos = freshForNanos;
        this.batch = PointBatch.builder(ScrapeMetrics.SOURCE, 0, freshForNanos);
    }

    private record Identity(Metric metric, Attributes attributes) {}

    /// A series that was seen, and when it was last.
    private static final class Known {
        private final Series series;
        private long lastSlot = -1;

        private Known(Series series) {
            this.series = series;
        }
    }

    void begin(long nanos) {
        slotNanos = nanos;
        slot++;
        batches.clear();
    }

    /// The points that follow come from this source.
    public void source(String name) {
        batch = PointBatch.builder(name, slotNanos, freshForNanos);
        batches.add(batch);
    }

    /// Adds a point. Of two with the same identity in one slot the first stays.
    ///
    /// @param attributes keys and values in turn
    public void add(Metric metric, double value, String... attributes) {
        add(metric, value, Attributes.of(attributes));
    }

    public void add(Metric metric, double value, Attributes attributes) {
        if (Double.isFinite(value)) {
            addBits(
                    metric,
                    metric.number() == NumberKind.INTEGER ? (long) value : Double.doubleToRawLongBits(value),
                    attributes);
        }
    }

    /// Adds a whole number, of which no digit gets lost.
    public void add(Metric metric, long value, Attributes attributes) {
        addBits(
                metric,
                metric.number() == NumberKind.INTEGER ? value : Double.doubleToRawLongBits((double) value),
                attributes);
    }

    /// A metric with a point for each word that a state may be.
    public record States(Metric metric, String attribute, List<String> words) {
        public States {
            words = List.copyOf(words);
        }
    }

    /// Adds a point for each state: 1 for the one that is, 0 for the others.
    public void states(States states, String word, Attributes attributes) {
        String current = states.words().contains(word) ? word : MetricDefinition.StateSet.UNKNOWN;
        states.words().forEach(each -> state(states, each, current, attributes));
        state(states, MetricDefinition.StateSet.UNKNOWN, current, attributes);
    }

    private void state(States states, String word, String current, Attributes attributes) {
        var all = attributes.plus(Attributes.of(states.attribute(), word));
        add(states.metric(), word.equals(current) ? 1L : 0L, all);
    }

    private void addBits(Metric metric, long bits, Attributes attributes) {
        var entry = known.computeIfAbsent(
                new Identity(metric, attributes),
                identity -> new Known(registry.resolve(metric, resource, identity.attributes())));
        if (entry.lastSlot != slot) {
            entry.lastSlot = slot;
            batch.add(entry.series, bits, 0);
        }
    }

    int size() {
        return batches.stream().mapToInt(PointBatch.Builder::size).sum();
    }

    List<PointBatch> end() {
        known.values().removeIf(entry -> {
            boolean silent = slot - entry.lastSlot >= SILENT_SLOTS;
            if (silent) {
                registry.release(entry.series);
            }
            return silent;
        });
        return batches.stream().map(PointBatch.Builder::build).toList();
    }

    void release() {
        known.values().forEach(entry -> registry.release(entry.series));
        known.clear();
    }
}
