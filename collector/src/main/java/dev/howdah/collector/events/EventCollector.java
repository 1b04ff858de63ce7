package dev.howdah.collector.events;

import dev.howdah.collector.target.Target;
import dev.howdah.collector.target.TargetKind;
import dev.howdah.model.log.LogBatch;
import dev.howdah.model.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Collects the events of all targets that have any enabled, each on a virtual thread and over a session of its own. A
/// batch goes to the sink on the target's thread, so a sink must not wait.
public final class EventCollector implements AutoCloseable {
    /// How long one that is ended may go on with what it is at.
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Consumer<LogBatch> sink;
    private final InstantSource clock;
    private final Telemetry telemetry;
    private Map<String, EventLoop> loops = Map.of();

    public EventCollector(Consumer<LogBatch> sink, InstantSource clock, Telemetry telemetry) {
        this.sink = sink;
        this.clock = clock;
        this.telemetry = telemetry;
    }

    /// Makes these the targets: new ones begin at once, those that are gone end, changed ones begin anew, and equal
    /// ones are not touched.
    public synchronized void apply(Collection<Target> wanted) {
        var before = loops;
        var after = new LinkedHashMap<String, EventLoop>();
        var begun = new ArrayList<EventLoop>();
        for (var each : wanted) {
            if (each.events().any() && each.kind() instanceof TargetKind.PostgreSql) {
                var loop = before.get(each.name());
                if (loop == null || !loop.target().equals(each)) {
                    loop = loop(each);
                    begun.add(loop);
                }
                after.put(each.name(), loop);
            }
        }
        end(before.values().stream()
                .filter(loop -> after.get(loop.target().name()) != loop)
                .toList());
        begun.forEach(EventLoop::start);
        loops = after;
    }

    private EventLoop loop(Target target) {
        var settings = target.events();
        var counted = new EventTelemetry(telemetry, target.name());
        var sources = new ArrayList<EventSource>();
        if (settings.querySample()) {
            sources.add(new QuerySamples(settings.querySampleCollection(), target.databases(), target.roleNames()));
        }
        if (settings.topQuery()) {
            sources.add(new TopQueries(target, settings.topQueryCollection(), counted));
        }
        return new EventLoop(target, sources, counted, sink, clock);
    }

    private static void end(List<EventLoop> ended) {
        ended.forEach(EventLoop::stop);
        try {
            for (var loop : ended) {
                loop.awaitEnd(GRACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends all targets.
    @Override
    public synchronized void close() {
        end(List.copyOf(loops.values()));
        loops = Map.of();
    }
}
