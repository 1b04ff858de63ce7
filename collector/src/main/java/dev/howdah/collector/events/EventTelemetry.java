package dev.howdah.collector.events;

import dev.howdah.model.telemetry.Telemetry;
import java.util.HashSet;
import java.util.Set;

/// What is counted of one target's events. Used by one thread.
final class EventTelemetry {
    private static final String COLLECTIONS = "howdah_events_collections";
    private static final String RECORDS = "howdah_events_records";
    private static final String PLANS = "howdah_events_plans";

    private final Telemetry telemetry;
    private final String target;
    private final Set<Runnable> removals = new HashSet<>();
    private final Set<String> known = new HashSet<>();

    EventTelemetry(Telemetry telemetry, String target) {
        this.telemetry = telemetry;
        this.target = target;
    }

    /// One attempt to collect events ended.
    void collection(String event, String outcome) {
        add(1, COLLECTIONS, "Attempts to collect events, by how they ended.", "event", event, "outcome", outcome);
    }

    void records(String event, int count) {
        add(count, RECORDS, "Events that were collected.", "event", event);
    }

    /// One plan was asked for.
    void plan(String outcome) {
        add(1, PLANS, "Plans of top queries that were wanted, by what became of it.", "outcome", outcome);
    }

    private void add(long count, String name, String help, String... labels) {
        var all = new String[labels.length + 2];
        all[0] = "target";
        all[1] = target;
        System.arraycopy(labels, 0, all, 2, labels.length);
        telemetry.counter(name, help, all).add(count);
        if (known.add(name + String.join("\0", all))) {
            removals.add(() -> telemetry.remove(name, all));
        }
    }

    /// Forgets the target.
    void remove() {
        removals.forEach(Runnable::run);
    }
}
