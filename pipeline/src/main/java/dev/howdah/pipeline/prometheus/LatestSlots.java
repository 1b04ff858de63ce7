package dev.howdah.pipeline.prometheus;

import dev.howdah.model.PointBatch;
import dev.howdah.model.Scrape;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps, for each target, the newest batch of each source for as long as it is fresh (see [Scrape] and
/// [PointBatch]). A scrape older than the newest slot of its target is ignored. Safe for use by many threads;
/// targets do not wait for each other, and a snapshot waits for nobody.
public final class LatestSlots implements Consumer<Scrape> {
    /// What is known of a target: its latest scrape, and the newest batch of each source, immutable.
    private record Slot(Scrape latest, Map<String, PointBatch> batches) {}

    private final InstantSource clock;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    /// What came in parts, by target and source; there may be very many, so they are not copied from slot to slot.
    private final Map<String, Map<String, PointBatch>> parts = new ConcurrentHashMap<>();

    public LatestSlots(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void accept(Scrape scrape) {
        String target = scrape.resource().target();
        if (scrape.part()) {
            acceptPart(target, scrape);
        } else {
            slots.compute(target, (_, earlier) -> next(earlier, scrape));
            if (!scrape.up()) {
                parts.remove(target);
            }
        }
    }

    /// A part may come before its slot's scrape, and after later ones; of a target that is down none counts.
    private void acceptPart(String target, Scrape part) {
        var slot = slots.get(target);
        if (slot != null && !slot.latest.up()) {
            return;
        }
        var kept = parts.computeIfAbsent(target, _ -> new ConcurrentHashMap<>());
        for (var batch : part.batches()) {
            if (batch.size() == 0) {
                kept.remove(batch.source());
            } else {
                kept.merge(batch.source(), batch, (a, b) -> a.timeNanos() > b.timeNanos() ? a : b);
            }
        }
    }

    private static @Nullable Slot next(@Nullable Slot earlier, Scrape scrape) {
        if (earlier != null && scrape.slotNanos() < earlier.latest.slotNanos()) {
            return earlier;
        }
        boolean gone = !scrape.up() && scrape.batches().isEmpty();
        if (gone) {
            return null;
        }
        var batches = new HashMap<String, PointBatch>();
        if (earlier != null && scrape.up()) {
            batches.putAll(earlier.batches);
        }
        for (var batch : scrape.batches()) {
            batches.put(batch.source(), batch);
        }
        return new Slot(scrape, Map.copyOf(batches));
    }

    /// The batches that are fresh now.
    ///
    /// @param target the target to look at, or null for all; one that is unknown, or has nothing fresh, is left
    ///     out
    public Snapshot snapshot(@Nullable String target) {
        long now = nowNanos();
        if (target == null) {
            slots.forEach((name, slot) -> forgetWhenStale(name, slot, now));
        }
        return new Snapshot(selected(target).stream()
                .map(slot -> new Snapshot.Target(slot.latest.resource(), fresh(slot, now)))
                .filter(found -> !found.batches().isEmpty())
                .toList());
    }

    /// The latest scrape of each target, sorted by the target's name, as it came: also batches that are stale
    /// by now.
    public List<Scrape> latest() {
        return slots.values().stream()
                .map(Slot::latest)
                .sorted(Comparator.comparing(scrape -> scrape.resource().target()))
                .toList();
    }

    private Collection<Slot> selected(@Nullable String target) {
        if (target == null) {
            return slots.values();
        }
        var slot = slots.get(target);
        return slot == null ? List.of() : List.of(slot);
    }

    private Stream<PointBatch> parts(String target) {
        return parts.getOrDefault(target, Map.of()).values().stream();
    }

    /// A target that nobody scrapes any more, and nobody declared gone, must not be kept for ever.
    private void forgetWhenStale(String name, Slot slot, long now) {
        if (fresh(slot, now).isEmpty() && slots.remove(name, slot)) {
            parts.remove(name);
        }
    }

    private List<PointBatch> fresh(Slot slot, long now) {
        return Stream.concat(
                        slot.batches.values().stream(),
                        parts(slot.latest.resource().target()))
                .filter(batch -> now <= batch.freshUntilNanos())
                .toList();
    }

    private long nowNanos() {
        var now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
