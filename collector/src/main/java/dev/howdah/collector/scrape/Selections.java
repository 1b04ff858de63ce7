package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.relations.RelationKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The relations of one database that are shown one by one, as OIDs. Kept from run to run, so that an entry which
/// chooses knows whom it chose before, and so that one that fails leaves the earlier choice in force.
final class Selections {
    private final Map<RelationKind, List<Long>> chosen = new EnumMap<>(RelationKind.class);
    private Outcome failure = Outcome.MISSING;

    /// Whether what the entry is about has been chosen.
    boolean serve(CatalogEntry entry) {
        var kind = entry.relations().selection();
        return kind == null || chosen.containsKey(kind);
    }

    /// The parameter of the entry's statement; null when it has none.
    @Nullable
    List<Long> parameter(CatalogEntry entry) {
        var relations = entry.relations();
        var kind = relations.selects() != null ? relations.selects() : relations.selection();
        return kind == null ? null : chosen.getOrDefault(kind, List.of());
    }

    void choose(CatalogEntry entry, List<Long> oids) {
        var kind = entry.relations().selects();
        if (kind != null) {
            chosen.put(kind, oids);
        }
    }

    void failed(Outcome how) {
        failure = how;
    }

    /// Why nothing was chosen.
    Outcome failure() {
        return failure;
    }
}
