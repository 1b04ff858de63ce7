package dev.howdah.collector.scrape;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.catalog.Scope;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.target.Slots;
import dev.howdah.collector.target.Target;
import dev.howdah.model.SeriesRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which entries run on a target as it was detected, in the catalog's order.
final class Plan {
    private final Detection detection;
    private final List<PlannedEntry> entries;
    private final List<Lacking> lacking;

    private Plan(Detection detection, List<PlannedEntry> entries, List<Lacking> lacking) {
        this.detection = detection;
        this.entries = entries;
        this.lacking = lacking;
    }

    /// An entry that would run if something were not missing.
    ///
    /// @param cure a statement for the DBA, without semicolon
    record Lacking(String entry, Outcome outcome, String reason, String cure) {}

    /// Makes a plan; entries whose SQL stays the same keep their series from the earlier plan.
    static Plan of(
            Catalog catalog,
            Target target,
            Slots slots,
            Detection detection,
            SeriesRegistry registry,
            Accumulator.FirstLook firstLook,
            @Nullable Plan earlier) {
        Map<String, PlannedEntry> kept = new HashMap<>();
        if (earlier != null) {
            earlier.entries.forEach(entry -> kept.put(entry.entry().name(), entry));
        }
        var entries = new ArrayList<PlannedEntry>();
        var lacking = new ArrayList<Lacking>();
        for (var entry : catalog.entries()) {
            switch (entry.decide(detection.facts(), target.preset(), detection.user())) {
                case Decision.Runs(String sql) -> {
                    var before = kept.get(entry.name());
                    boolean sameSql = before != null && before.sql().equals(sql);
                    if (sameSql) {
                        kept.remove(entry.name());
                    }
                    var points = before != null && sameSql
                            ? before.points()
                            : new EntryPoints(entry, target.resource(), registry, firstLook);
                    entries.add(new PlannedEntry(entry, sql, points, slots));
                }
                case Decision.Missing(boolean privilege, String reason, String cure) ->
                    lacking.add(new Lacking(entry.name(), privilege ? Outcome.DENIED : Outcome.MISSING, reason, cure));
                case Decision.NotForThisServer _ -> {}
            }
        }
        kept.values().forEach(entry -> entry.points().release());
        return new Plan(detection, entries, lacking);
    }

    /// The same plan with what a detection says that does not decide it, such as since when statistics are kept.
    Plan asOf(Detection newer) {
        return new Plan(newer, entries, lacking);
    }

    Detection detection() {
        return detection;
    }

    List<PlannedEntry> entries() {
        return entries;
    }

    List<Lacking> lacking() {
        return lacking;
    }

    List<PlannedEntry> due(Scope scope, long slotNanos) {
        return entries.stream()
                .filter(entry -> entry.entry().scope() == scope && entry.due(slotNanos))
                .toList();
    }

    void release() {
        entries.forEach(entry -> entry.points().release());
    }
}
