package dev.howdah.collector.scrape;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Chooses the first of a ranking so that the choice seldom changes: who is in leaves when he ranks a quarter behind
/// the limit, and who is out enters when he ranks a fifth before it, or when there is room. Without that, two that
/// rank around the limit would take turns, and their series come and go.
final class StableTop {
    private StableTop() {}

    /// The chosen ones.
    ///
    /// @param ranking best first
    /// @param members who is in now
    /// @param limit how many may be in
    static <T> Set<T> choose(List<T> ranking, Collection<T> members, int limit) {
        var chosen = new LinkedHashSet<T>(first(ranking, limit - limit / 5));
        for (T each : first(ranking, limit + limit / 4)) {
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

    private static <T> List<T> first(List<T> ranking, int number) {
        return ranking.subList(0, Math.min(ranking.size(), number));
    }
}
