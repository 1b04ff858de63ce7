package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.Slots;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Resource;
import dev.howdah.model.SeriesRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where entries run: the server as a whole, or one of its databases. Holds what must be kept from run to run. Used by
/// one thread at a time; only [#entries()] is for all to see.
final class Place {
    private final String sourceSuffix;
    private final Resource resource;
    private final Slots slots;
    private final SeriesRegistry registry;
    private final Accumulator.FirstLook firstLook;
    private final Selections selections = new Selections();

    /// By name, in the order in which they run. Replaced as a whole.
    private volatile Map<String, PlannedEntry> entries = Map.of();

    private Place(
            String sourceSuffix,
            Resource resource,
            Slots slots,
            SeriesRegistry registry,
            Accumulator.FirstLook firstLook) {
        this.sourceSuffix = sourceSuffix;
        this.resource = resource;
        this.slots = slots;
        this.registry = registry;
        this.firstLook = firstLook;
    }

    /// Makes the places of one target.
    record Maker(Resource resource, Slots slots, SeriesRegistry registry, Accumulator.FirstLook firstLook) {
        Place server() {
            return new Place("", resource, slots, registry, firstLook);
        }

        Place database(String name) {
            return new Place("@" + name, resource, slots, registry, firstLook);
        }
    }

    /// Makes these the entries that run here; those whose SQL stays the same keep their series.
    void apply(List<Plan.Question> questions) {
        var before = new LinkedHashMap<>(entries);
        var after = new LinkedHashMap<String, PlannedEntry>();
        for (var question : questions) {
            after.put(question.entry().name(), planned(question, before));
        }
        before.values().forEach(entry -> entry.points().release());
        entries = after;
    }

    private PlannedEntry planned(Plan.Question question, Map<String, PlannedEntry> before) {
        CatalogEntry entry = question.entry();
        var earlier = before.get(entry.name());
        if (earlier != null
                && earlier.sql().equals(question.sql())
                && earlier.entry().equals(entry)) {
            before.remove(entry.name());
            return earlier;
        }
        return new PlannedEntry(entry, question.sql(), new EntryPoints(entry, resource, registry, firstLook), slots);
    }

    /// Lets entries be tried again that something was missing for.
    void enable() {
        entries.values().forEach(PlannedEntry::enable);
    }

    Iterable<PlannedEntry> entries() {
        return entries.values();
    }

    boolean anyDue(long slotNanos) {
        return entries.values().stream().anyMatch(entry -> entry.due(slotNanos));
    }

    /// Asks everything that is due.
    ///
    /// @param longerFreshNanos how much longer than usual the points stay current
    /// @param batches takes a batch for each entry that was due
    /// @return whether the session can be used further
    boolean ask(
            Session session,
            Detection detection,
            long slotNanos,
            long longerFreshNanos,
            Deadline deadline,
            List<PointBatch> batches) {
        boolean usable = true;
        for (var entry : entries.values()) {
            if (!entry.due(slotNanos)) {
                continue;
            }
            var run = new EntryRun(entry, entry.entry().name() + sourceSuffix, slotNanos, longerFreshNanos);
            if (usable) {
                usable = run.ask(session, detection, selections, deadline);
            } else {
                run.note(Outcome.DISCONNECTED, "the session was lost before its turn");
            }
            batches.add(run.finish());
        }
        return usable;
    }

    /// Releases all series, and says with empty batches that nothing is current any more.
    List<PointBatch> release(long nowNanos) {
        var batches = new ArrayList<PointBatch>();
        for (var entry : entries.values()) {
            entry.points().release();
            batches.add(PointBatch.builder(entry.entry().name() + sourceSuffix, nowNanos, 0)
                    .build());
        }
        entries = Map.of();
        return batches;
    }
}
