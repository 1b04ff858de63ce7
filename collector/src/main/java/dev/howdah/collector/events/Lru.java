package dev.howdah.collector.events;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// A map of bounded size; what was not asked for longest goes first. Used by one thread.
final class Lru<K, V> {
    private final int most;
    private final LinkedHashMap<K, V> values = new LinkedHashMap<>(16, 0.75f, true);

    Lru(int most) {
        this.most = most;
    }

    @Nullable
    V get(K key) {
        return values.get(key);
    }

    void put(K key, V value) {
        values.put(key, value);
        if (values.size() > most) {
            values.pollFirstEntry();
        }
    }
}
