package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.collector.target.Slots;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An entry that runs on one target: its SQL, its points, and when it ran and how that ended. Used by one thread at a
/// time.
final class PlannedEntry {
    /// A query of the user's that was mended is tried again after this long at the latest.
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final CatalogEntry entry;
    private final String sql;
    private final EntryPoints points;
    private final Slots slots;
    private final long intervalNanos;
    private boolean ran;
    private long lastSlotNanos;
    private final Map<String, Outcome> disabledIn = new HashMap<>();
    private final Map<String, Pause> pauses = new HashMap<>();
    private boolean toldDuplicates;
    private LastRun lastRun = new LastRun(Outcome.OK, 0, Map.of());

    PlannedEntry(CatalogEntry entry, String sql, EntryPoints points, Slots slots) {
        this(entry, sql, points, slots, null);
    }

    /// @param before the same entry in an earlier plan, which knows how often it failed
    PlannedEntry(CatalogEntry entry, String sql, EntryPoints points, Slots slots, @Nullable PlannedEntry before) {
        if (before != null) {
            pauses.putAll(before.pauses);
            toldDuplicates = before.toldDuplicates;
            lastRun = before.lastRun;
        }
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

    /// An entry of the user's that failed in a database again and again.
    ///
    /// @param outcome how it ended the last time
    private record Pause(int failures, long untilSlotNanos, Outcome outcome) {}

    /// How it ended the last time in a database, when it is left alone there for a while; null when it
    /// is tried.
    @Nullable
    Outcome pausedIn(String database, long slotNanos) {
        var pause = pauses.get(database);
        return pause == null || slotNanos >= pause.untilSlotNanos() ? null : pause.outcome();
    }

    /// Takes note that it failed in a database: after each failure in a row it is left alone for twice
    /// as long.
    void failedIn(String database, long slotNanos, Outcome outcome) {
        var before = pauses.get(database);
        int failures = before == null ? 1 : before.failures() + 1;
        double longest = Math.max(intervalNanos, LONGEST_PAUSE.toNanos());
        double pause = Math.min(longest, intervalNanos * Math.pow(2, failures - 1.0));
        pauses.put(database, new Pause(failures, slotNanos + (long) pause, outcome));
    }

    void succeededIn(String database) {
        pauses.remove(database);
    }

    /// Whether it is the first time that rows were left out as duplicates.
    boolean firstDuplicates() {
        boolean first = !toldDuplicates;
        toldDuplicates = true;
        return first;
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
