package dev.howdah.catalog;

import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.catalog.relations.RelationKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// What a configuration makes of an entry on a server. Entries hang together: one that chooses relations runs wherever
/// another reads what it chose, though the preset does not hold it or its metrics are switched off; then it makes no
/// points.
///
/// @param entry as it is asked
/// @param note what the switches changed about it; empty when nothing was
public record Decided(CatalogEntry entry, Decision decision, String note) {
    /// Decides on all entries of a catalog, in its order.
    ///
    /// @param user the name of the session's user, for the cures
    public static List<Decided> all(Catalog catalog, Switches switches, Choice choice, ServerFacts facts, String user) {
        var alone = catalog.entries().stream()
                .map(entry -> alone(entry, switches, choice, facts, user))
                .toList();
        var read = EnumSet.noneOf(RelationKind.class);
        alone.stream()
                .filter(each -> each.decision instanceof Decision.Runs)
                .map(each -> Optional.ofNullable(each.entry.relations().selection()))
                .forEach(kind -> kind.ifPresent(read::add));
        var served = alone.stream()
                .map(each -> read.contains(each.entry.relations().selects())
                        ? each.needed(switches, choice, facts, user)
                        : each)
                .toList();
        return served.stream().map(each -> each.among(served)).toList();
    }

    private static Decided alone(CatalogEntry entry, Switches switches, Choice choice, ServerFacts facts, String user) {
        var switched = switches.apply(entry, choice);
        return new Decided(switched.entry(), switched.entry().decide(facts, switched.choice(), user), switched.note());
    }

    /// The same entry when others read what it chooses.
    private Decided needed(Switches switches, Choice choice, ServerFacts facts, String user) {
        if (!(decision instanceof Decision.NotForThisServer) || switches.switchOff(entry.name())) {
            return this;
        }
        var silent = entry.withoutMetrics();
        var needed = new Choice(choice.preset().larger(entry.preset()), choice.relations());
        var otherwise = silent.decideNeeded(facts, needed, user);
        return otherwise instanceof Decision.NotForThisServer ? this : new Decided(silent, otherwise, note);
    }

    /// The same entry, which does not run when nothing chooses what it reads.
    private Decided among(List<Decided> all) {
        var kind = entry.relations().selection();
        if (kind == null || !(decision instanceof Decision.Runs)) {
            return this;
        }
        var selecting = all.stream()
                .filter(each -> each.entry.relations().selects() == kind)
                .toList();
        if (selecting.stream().anyMatch(each -> !(each.decision instanceof Decision.NotForThisServer))) {
            return this;
        }
        String reason = selecting.isEmpty()
                ? "reads chosen %s, and no entry chooses any".formatted(kind.word())
                : "reads the %s that %s chooses (%s)"
                        .formatted(
                                kind.word(),
                                selecting.getFirst().entry.name(),
                                selecting.getFirst().why());
        return new Decided(entry, new Decision.Missing(false, reason, ""), note);
    }

    private String why() {
        return decision instanceof Decision.NotForThisServer(String reason)
                        && !entry.metrics().isEmpty()
                ? reason
                : note;
    }
}
