package dev.howdah.collector.scrape;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Chooses the first of a ranking so that the choice seldom changes: who is in stays in until a quarter more than the
/// limit rank before it. Without that, two that rank around the limit would take turns, and their series come and go.
final class StableTop {
    private StableTop() {}

    /// The chosen ones.
    ///
    /// @param ranking best first
    /// @param members who is in now
    /// @param limit how many may be in
    static <T> Set<T> choose(List<T> ranking, Collection<T> members, int limit) {
        var chosen = new LinkedHashSet<T>();
        for (T each : ranking.subList(0, Math.min(ranking.size(), limit + limit / 4))) {
            if (chosen.size() < limit && members.contains(each)) {
                chosen.add(each);
            }
        }
        for (T each : ranking) {
            if (chosen.size() >= limit) {
                break;
            }
            chosen.add(each);
        }
        return chosen;
    }
}
