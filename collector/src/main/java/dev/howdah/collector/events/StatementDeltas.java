package dev.howdah.collector.events;

import dev.howdah.collector.events.StatementLook.StatementEntry;
import dev.howdah.collector.events.StatementLook.StatementKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How much each entry grew from look to look. The first look only tells where to begin. An entry that was forgotten,
/// by a reset or because others needed its place, and came back counts in full, like one that is new.
final class StatementDeltas {
    private @Nullable StatementLook before;
    private Map<StatementKey, StatementEntry> known = Map.of();

    /// An entry and by how much it grew.
    record Delta(StatementEntry entry, Values grown) {
        double grown(Measure measure) {
            return grown.get(measure);
        }
    }

    /// Forgets all looks.
    void forget() {
        before = null;
        known = Map.of();
    }

    /// The entries that grew since the look before.
    List<Delta> next(StatementLook look) {
        var deltas = new ArrayList<Delta>();
        var seen =
                HashMap.<StatementKey, StatementEntry>newHashMap(look.entries().size());
        for (var entry : look.entries()) {
            seen.put(entry.key(), entry);
            var delta = before == null ? null : delta(before, look, entry);
            if (delta != null && (delta.grown(Measure.CALLS) > 0 || delta.grown(Measure.TOTAL_EXEC_TIME) > 0)) {
                deltas.add(delta);
            }
        }
        before = look;
        known = seen;
        return deltas;
    }

    private @Nullable Delta delta(StatementLook earlier, StatementLook look, StatementEntry entry) {
        var last = known.get(entry.key());
        if (last == null) {
            return isNew(earlier, entry) ? new Delta(entry, entry.values()) : null;
        }
        return new Delta(
                entry,
                began(earlier, look, last, entry)
                        ? entry.values()
                        : entry.values().minus(last.values()));
    }

    /// An entry that was not seen is new, unless not all were seen. Its age is no proof then: it may have
    /// been made long before its first execution ended, and is shown only after that.
    private static boolean isNew(StatementLook earlier, StatementEntry entry) {
        return !earlier.truncated() || (entry.sinceNanos() != 0 && entry.sinceNanos() >= earlier.lookedAtNanos());
    }

    /// Whether an entry began anew since the look before. Where the server does not say when it was made, it did if
    /// anything fell, or if its quickest execution got slower or its slowest quicker.
    private static boolean began(StatementLook earlier, StatementLook look, StatementEntry last, StatementEntry entry) {
        if (last.sinceNanos() != 0 && entry.sinceNanos() != 0) {
            return last.sinceNanos() != entry.sinceNanos();
        }
        if (wasReset(earlier, look)) {
            return true;
        }
        if (entry.values().fellSince(last.values())) {
            return true;
        }
        boolean executed = last.values().get(Measure.CALLS) > 0;
        return executed && (entry.maxTime() < last.maxTime() || entry.minTime() > last.minTime());
    }

    /// Whether all entries were forgotten in between. Where the server does not say, it shows in how few there are:
    /// evictions take a twentieth at a time, and only when all places are taken.
    private static boolean wasReset(StatementLook earlier, StatementLook look) {
        return earlier.resetNanos() == 0
                ? look.entries().size() * 2 < earlier.entries().size()
                : earlier.resetNanos() != look.resetNanos();
    }
}
