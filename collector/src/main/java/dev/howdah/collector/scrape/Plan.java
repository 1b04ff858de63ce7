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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which entries run on a target as it was detected, in the catalog's order.
final class Plan {
    private final Detection detection;
    private final List<PlannedEntry> entries;
    private final List<Lacking> lacking;

    /// What the earlier plan had and this one has not, until the pipeline was told.
    private final List<PlannedEntry> ended;

    private Plan(Detection detection, List<PlannedEntry> entries, List<Lacking> lacking, List<PlannedEntry> ended) {
        this.detection = detection;
        this.entries = entries;
        this.lacking = lacking;
        this.ended = ended;
    }

    /// An entry that would run if something were not missing.
    ///
    /// @param cure a statement for the DBA, without semicolon
    record Lacking(String entry, Outcome outcome, String reason, String cure) {}

    /// Makes a plan; entries that stay the same keep their series from the earlier plan.
    ///
    /// @param mended whether what entries stumbled over before may have been mended: then all are tried
    ///     again
    static Plan of(
            Catalog catalog,
            Target target,
            Slots slots,
            Detection detection,
            SeriesRegistry registry,
            Accumulator.FirstLook firstLook,
            @Nullable Plan earlier,
            boolean mended) {
        Map<String, PlannedEntry> kept = new HashMap<>();
        if (earlier != null) {
            earlier.entries.forEach(entry -> kept.put(entry.entry().name(), entry));
        }
        var entries = new ArrayList<PlannedEntry>();
        var lacking = new ArrayList<Lacking>();
        for (var each : catalog.entries()) {
            var entry = target.switches().apply(each, target.preset()).entry();
            switch (entry.decide(
                    detection.facts(), target.preset(), target.roleNames().shown(detection.user()))) {
                case Decision.Runs(String sql) -> {
                    var before = kept.get(entry.name());
                    if (before != null
                            && before.sql().equals(sql)
                            && before.entry().samePoints(entry)) {
                        kept.remove(entry.name());
                        boolean untouched = !mended && before.entry().equals(entry);
                        entries.add(untouched ? before : new PlannedEntry(entry, sql, before.points(), slots, before));
                    } else {
                        var points = new EntryPoints(entry, target.resource(), registry, firstLook, target.roleNames());
                        entries.add(new PlannedEntry(entry, sql, points, slots));
                    }
                }
                case Decision.Missing(boolean privilege, String reason, String cure) ->
                    lacking.add(new Lacking(entry.name(), privilege ? Outcome.DENIED : Outcome.MISSING, reason, cure));
                case Decision.NotForThisServer _ -> {}
            }
        }
        kept.values().forEach(entry -> entry.points().release());
        return new Plan(detection, entries, lacking, new ArrayList<>(kept.values()));
    }

    /// The same plan with what a detection says that does not decide it, such as since when statistics are kept.
    Plan asOf(Detection newer) {
        return new Plan(newer, entries, lacking, ended);
    }

    /// Of the entries the user's own, or the others.
    Plan part(boolean userDefined) {
        return new Plan(
                detection,
                entries.stream()
                        .filter(entry -> entry.entry().userDefined() == userDefined)
                        .toList(),
                lacking,
                List.of());
    }

    /// What the earlier plan asked and this one does not.
    List<PlannedEntry> ended() {
        return ended;
    }

    /// The names of the entries that ended; given once, because nothing of them is current any more
    /// then.
    List<String> takeEnded() {
        var running = entries.stream().map(entry -> entry.entry().name()).collect(Collectors.toSet());
        var names = ended.stream()
                .map(entry -> entry.entry().name())
                .filter(name -> !running.contains(name))
                .toList();
        ended.clear();
        return names;
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
