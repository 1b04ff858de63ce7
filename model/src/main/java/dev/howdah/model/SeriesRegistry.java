package dev.howdah.model;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// Gives each series its identity and its dense id the first time it is seen. Safe for use by many
/// threads; callers keep the [Series] they were given, so that a steady stream never comes here.
public final class SeriesRegistry {
    private record Identity(Metric metric, Resource resource, Attributes attributes) {}

    private final Map<Identity, Series> live = new HashMap<>();
    private final BitSet takenIds = new BitSet();

    public synchronized Series resolve(Metric metric, Resource resource, Attributes attributes) {
        return live.computeIfAbsent(new Identity(metric, resource, attributes), identity -> {
            int id = takenIds.nextClearBit(0);
            takenIds.set(id);
            return new Series(id, metric, resource, attributes);
        });
    }

    /// Forgets a series that fell silent; its id may be given away again.
    public synchronized void release(Series series) {
        var identity = new Identity(series.metric(), series.resource(), series.attributes());
        if (live.remove(identity, series)) {
            takenIds.clear(series.id());
        }
    }

    public synchronized int size() {
        return live.size();
    }
}
