package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.collector.target.Slots;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An entry that runs on one target: its SQL, its points, and when it ran and how that ended. Used by one thread at a
/// time.
final class PlannedEntry {
    private final CatalogEntry entry;
    private final String sql;
    private final EntryPoints points;
    private final Slots slots;
    private final long intervalNanos;
    private boolean ran;
    private long lastSlotNanos;
    private final Map<String, Outcome> disabledIn = new HashMap<>();
    private LastRun lastRun = new LastRun(Outcome.OK, 0, Map.of());

    PlannedEntry(CatalogEntry entry, String sql, EntryPoints points, Slots slots) {
        this.entry = entry;
        this.sql = sql;
        this.points = points;
        this.slots = slots;
        this.intervalNanos = slots.roundedUp(entry.interval());
    }

    CatalogEntry entry() {
        return entry;
    }

    String sql() {
        return sql;
    }

    EntryPoints points() {
        return points;
    }

    /// Why the entry is not tried in a database until the server is detected anew; null when it is.
    @Nullable
    Outcome disabledIn(String database) {
        return disabledIn.get(database);
    }

    void disable(String database, Outcome why) {
        disabledIn.put(database, why);
    }

    /// How a run ended.
    ///
    /// @param leftOut how much was left out, by reason
    record LastRun(Outcome outcome, double seconds, Map<String, Integer> leftOut) {}

    LastRun lastRun() {
        return lastRun;
    }

    /// In its own slots, at once when it never ran, and late when its own slot was missed.
    boolean due(long slotNanos) {
        return !ran || slots.aligned(slotNanos, intervalNanos) || slotNanos - lastSlotNanos >= intervalNanos;
    }

    /// How long its points stay current: until after the next run is overdue by half an interval.
    long freshForNanos() {
        return intervalNanos * 5 / 2;
    }

    /// Takes note of how a run ended.
    ///
    /// @return whether it ended otherwise than the run before
    boolean ended(long slotNanos, LastRun run) {
        boolean changed = lastRun.outcome() != run.outcome();
        ran = run.outcome() != Outcome.BUDGET && run.outcome() != Outcome.DISCONNECTED;
        lastSlotNanos = slotNanos;
        lastRun = run;
        return changed;
    }
}
