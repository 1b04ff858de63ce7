package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.collector.session.Backend;
import dev.howdah.collector.target.Slots;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An entry that runs in one place, a server or one of its databases: its SQL, its points, and when it
/// ran and how that ended. Used by one thread at a time; only the last run is for all to see.
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
    private @Nullable Outcome disabled;
    private Pause pause = Pause.NONE;
    private @Nullable Backend left;
    private volatile LastRun lastRun = LastRun.NONE;

    PlannedEntry(CatalogEntry entry, String sql, EntryPoints points, Slots slots) {
        this.entry = entry;
        this.sql = sql;
        this.points = points;
        this.slots = slots;
        this.intervalNanos = slots.roundedUp(entry.interval());
    }

    /// The same rows in another plan, asked otherwise: what is known of it goes on.
    PlannedEntry(CatalogEntry entry, PlannedEntry before) {
        this(entry, before.sql, before.points, before.slots);
        pause = before.pause;
        left = before.left;
        lastRun = before.lastRun;
    }

    /// How often an entry failed in a row, and how the last time.
    private record Pause(int failures, long untilSlotNanos, LastRun last) {
        private static final Pause NONE = new Pause(0, Long.MIN_VALUE, LastRun.NONE);
    }

    /// How it ended the last time, while it is left alone because of that; null when it is tried.
    @Nullable
    LastRun paused(long slotNanos) {
        return slotNanos >= pause.untilSlotNanos() ? null : pause.last();
    }

    /// Takes note that it failed: after each failure in a row it is left alone for twice as long.
    void failed(long slotNanos, Outcome outcome, String failure) {
        int failures = pause.failures() + 1;
        // one of ours that lost its session may only have met a broken network, and must not wait for an hour
        long first = entry.userDefined() ? intervalNanos : slots.intervalNanos();
        double longest = Math.max(first, LONGEST_PAUSE.toNanos());
        double nanos = Math.min(longest, first * Math.pow(2, failures - 1.0));
        pause = new Pause(failures, slotNanos + (long) nanos, new LastRun(outcome, failure, 0, Map.of()));
    }

    void succeeded() {
        pause = Pause.NONE;
    }

    /// The server process that was left with its statement; null when there is none.
    @Nullable
    Backend left() {
        return left;
    }

    void leave(@Nullable Backend backend) {
        left = backend;
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

    /// Why the entry is not tried until the server is detected anew; null when it is.
    @Nullable
    Outcome disabled() {
        return disabled;
    }

    void disable(Outcome why) {
        disabled = why;
    }

    /// What the entry stumbled over may have been mended.
    void enable() {
        disabled = null;
    }

    /// How a run ended, or several runs in several databases.
    ///
    /// @param failure why the outcome is not `ok`; empty otherwise
    /// @param leftOut how much was left out, by reason
    record LastRun(Outcome outcome, String failure, double seconds, Map<String, Integer> leftOut) {
        static final LastRun NONE = new LastRun(Outcome.OK, "", 0, Map.of());

        /// Both together: the gravest outcome, and sums.
        LastRun and(LastRun other) {
            var sums = new TreeMap<>(leftOut);
            other.leftOut.forEach((reason, number) -> sums.merge(reason, number, Integer::sum));
            var graver = other.outcome.compareTo(outcome) > 0 ? other : this;
            return new LastRun(graver.outcome, graver.failure, seconds + other.seconds, sums);
        }
    }

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
    void ended(long slotNanos, LastRun run) {
        ran = !run.outcome().unfinished();
        lastSlotNanos = slotNanos;
        lastRun = run;
    }
}
