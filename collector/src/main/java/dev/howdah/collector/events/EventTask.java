package dev.howdah.collector.events;

import dev.howdah.collector.scrape.Outcome;
import dev.howdah.collector.target.Slots;
import dev.howdah.collector.target.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One event of one target: when it is due, and how the last attempt ended. Used by one thread.
final class EventTask {
    private static final Logger LOG = LoggerFactory.getLogger(EventTask.class);

    private final Target target;
    private final EventSource source;
    private final EventTelemetry telemetry;
    private final Slots slots;
    private long dueNanos;
    private Outcome last = Outcome.OK;

    EventTask(Target target, EventSource source, EventTelemetry telemetry) {
        this.target = target;
        this.source = source;
        this.telemetry = telemetry;
        this.slots = Slots.of(target.name(), source.interval());
    }

    EventSource source() {
        return source;
    }

    /// When it is due, in nanoseconds since the epoch; at once in the beginning.
    long dueNanos() {
        return dueNanos;
    }

    /// Slots that passed meanwhile are left out.
    void schedule(long nowNanos) {
        dueNanos = slots.after(slots.begunAt(nowNanos));
    }

    /// Counts how an attempt ended, and tells it when it ended otherwise than the one before.
    ///
    /// @param why with the cure, without query texts
    void note(Outcome outcome, String why) {
        telemetry.collection(source.name(), outcome.label());
        if (outcome == last) {
            return;
        }
        boolean well = outcome == Outcome.OK;
        last = outcome;
        if (well) {
            LOG.info("target {}: event {} is collected again", target.name(), source.name());
        } else {
            LOG.atLevel(outcome == Outcome.MISSING ? Level.INFO : Level.WARN)
                    .log(
                            "target {}: event {} ended {}: {}",
                            target.name(),
                            source.name(),
                            outcome.label(),
                            target.shown(why));
        }
    }

    void records(int count) {
        telemetry.records(source.name(), count);
    }
}
