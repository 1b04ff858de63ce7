package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.RoleNames;
import dev.howdah.collector.target.Slots;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Resource;
import dev.howdah.model.SeriesRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where entries run: the server as a whole, or one of its databases. Holds what must be kept from run
/// to run. Used by one thread at a time; only [#entries()] is for all to see.
final class Place {
    private final String sourceSuffix;
    private final Resource resource;
    private final Slots slots;
    private final SeriesRegistry registry;
    private final Accumulator.FirstLook firstLook;
    private final RoleNames roleNames;
    private final List<String> ended = new ArrayList<>();
    private final Selections selections = new Selections();

    /// By name, in the order in which they run. Replaced as a whole.
    private volatile Map<String, PlannedEntry> entries = Map.of();

    private Place(
            String sourceSuffix,
            Resource resource,
            Slots slots,
            SeriesRegistry registry,
            Accumulator.FirstLook firstLook,
            RoleNames roleNames) {
        this.sourceSuffix = sourceSuffix;
        this.resource = resource;
        this.slots = slots;
        this.registry = registry;
        this.firstLook = firstLook;
        this.roleNames = roleNames;
    }

    /// Makes the places of one target.
    record Maker(
            Resource resource,
            Slots slots,
            SeriesRegistry registry,
            Accumulator.FirstLook firstLook,
            RoleNames roleNames) {
        Place server() {
            return new Place("", resource, slots, registry, firstLook, roleNames);
        }

        Place database(String name) {
            return new Place("@" + name, resource, slots, registry, firstLook, roleNames);
        }
    }

    /// Makes these the entries that run here; those that stay the same keep their series.
    void apply(List<Plan.Question> questions) {
        var before = new LinkedHashMap<>(entries);
        var after = new LinkedHashMap<String, PlannedEntry>();
        for (var question : questions) {
            after.put(question.entry().name(), planned(question, before));
        }
        for (var entry : before.values()) {
            entry.points().release();
            if (!after.containsKey(entry.entry().name())) {
                ended.add(entry.entry().name());
            }
        }
        entries = after;
    }

    private PlannedEntry planned(Plan.Question question, Map<String, PlannedEntry> before) {
        CatalogEntry entry = question.entry();
        var earlier = before.get(entry.name());
        if (earlier != null
                && earlier.sql().equals(question.sql())
                && earlier.entry().samePoints(entry)) {
            before.remove(entry.name());
            return earlier.entry().equals(entry) ? earlier : new PlannedEntry(entry, earlier);
        }
        var points = new EntryPoints(entry, resource, registry, firstLook, roleNames);
        var planned = new PlannedEntry(entry, question.sql(), points, slots);
        if (earlier != null) {
            planned.leave(earlier.left());
        }
        return planned;
    }

    /// Lets entries be tried again that something was missing for.
    void enable() {
        entries.values().forEach(PlannedEntry::enable);
    }

    Iterable<PlannedEntry> entries() {
        return entries.values();
    }

    /// Says with empty batches that nothing is current any more of entries that do not run here now;
    /// once.
    void takeEnded(long slotNanos, List<PointBatch> batches) {
        for (String name : ended) {
            batches.add(PointBatch.builder(name + sourceSuffix, slotNanos, 0).build());
        }
        ended.clear();
    }

    /// Asks everything that is due, of the user's own entries or of the others.
    ///
    /// @param anew another session after an entry of the user's cost one; null when there is none
    /// @param longerFreshNanos how much longer than usual the points stay current
    /// @param batches takes a batch for each entry that was due
    /// @return whether the session can be used further
    boolean ask(
            @Nullable Session session,
            Detection detection,
            boolean userDefined,
            long slotNanos,
            long longerFreshNanos,
            Deadline deadline,
            List<PointBatch> batches,
            Supplier<@Nullable Session> anew) {
        var current = session;
        for (var entry : entries.values()) {
            if (entry.entry().userDefined() != userDefined || !entry.due(slotNanos)) {
                continue;
            }
            var run = new EntryRun(entry, entry.entry().name() + sourceSuffix, slotNanos, longerFreshNanos, roleNames);
            if (current == null) {
                run.note(Outcome.DISCONNECTED, "the session was lost before its turn");
            } else if (!run.ask(current, detection, selections, deadline)) {
                current = userDefined ? anew.get() : null;
            }
            batches.add(run.finish());
        }
        return current != null;
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
