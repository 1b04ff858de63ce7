package dev.howdah.collector;

import dev.howdah.catalog.Catalog;
import dev.howdah.collector.target.Target;
import dev.howdah.model.Scrape;
import dev.howdah.model.SeriesRegistry;
import dev.howdah.model.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks all targets, each on a virtual thread of its own, and hands their scrapes on. A scrape goes to
/// the sink on the target's thread, so a sink must not wait.
public final class Collector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    private static final String SLOTS_MISSED = "howdah_collector_slots_missed";

    /// How long a change of the targets lets a scrape under way go on; a hanging server must not hold it
    /// up.
    private static final Duration CHANGE_GRACE = Duration.ofSeconds(1);

    /// An abandoned scrape ends as soon as its socket is closed.
    private static final Duration ABANDON_LIMIT = Duration.ofSeconds(1);

    private final Consumer<Scrape> sink;
    private final InstantSource clock;
    private final Telemetry telemetry;
    private final SeriesRegistry registry = new SeriesRegistry();
    private final Semaphore inFlight;

    /// Replaced as a whole, so that whoever reads it never waits for a target that is being ended.
    private volatile Map<String, TargetLoop> loops = Map.of();

    /// @param maxConcurrentScrapes of all targets together
    public Collector(int maxConcurrentScrapes, Consumer<Scrape> sink, InstantSource clock, Telemetry telemetry) {
        this.sink = sink;
        this.clock = clock;
        this.telemetry = telemetry;
        this.inFlight = new Semaphore(maxConcurrentScrapes, true);
        telemetry.gauge("howdah_collector_series", "Series that are known.", registry::size);
        telemetry.gauge("howdah_collector_targets", "Targets that are collected.", this::targets);
        telemetry.gauge(
                "howdah_collector_scrapes_in_flight",
                "Scrapes under way.",
                () -> maxConcurrentScrapes - inFlight.availablePermits());
    }

    /// Makes these the targets, and this what they are asked: new ones begin at once, those that are gone
    /// end, changed ones begin anew, and the others keep their sessions and the series of what they are
    /// asked still. What an ended target brought is current no more.
    public synchronized void apply(Catalog catalog, Collection<Target> wanted) {
        var before = loops;
        var after = new LinkedHashMap<String, TargetLoop>();
        for (var target : wanted) {
            var loop = before.get(target.name());
            if (loop != null && loop.target().sameServer(target)) {
                loop.ask(catalog, target);
                after.put(target.name(), loop);
            } else {
                after.put(target.name(), loop(catalog, target));
            }
        }
        var ended = before.values().stream()
                .filter(loop -> after.get(loop.target().name()) != loop)
                .toList();
        ended.forEach(TargetLoop::stop);
        after.values().stream()
                .filter(loop -> !before.containsKey(loop.target().name()))
                .forEach(TargetLoop::start);
        loops = after;
        awaitEnd(ended, _ -> CHANGE_GRACE);
        for (var loop : ended) {
            String name = loop.target().name();
            sink.accept(Scrape.gone(loop.target().resource(), clock.millis() * 1_000_000));
            var next = after.get(name);
            if (next == null) {
                LOG.info("target {}: removed", name);
                telemetry.remove(SLOTS_MISSED, "target", name);
            } else {
                next.start();
            }
        }
    }

    private TargetLoop loop(Catalog catalog, Target target) {
        var missedSlots = telemetry.counter(
                SLOTS_MISSED,
                "Slots in which a target was not scraped, because the scrape before took too long.",
                "target",
                target.name());
        return new TargetLoop(
                target, Scrapers.of(target, catalog, registry, inFlight, clock, sink), sink, clock, missedSlots);
    }

    private int targets() {
        return loops.size();
    }

    /// Whether every target was tried once.
    public boolean firstSlotsDone() {
        return loops.values().stream().allMatch(TargetLoop::firstSlotDone);
    }

    /// Lets scrapes under way end and ends all targets.
    @Override
    public synchronized void close() {
        var ended = List.copyOf(loops.values());
        ended.forEach(TargetLoop::stop);
        // a scrape ends within its budget; connecting may take as long again
        awaitEnd(ended, target -> target.timeout().plus(Duration.ofSeconds(1)));
        loops = Map.of();
    }

    /// Waits for loops that were stopped, and gives up on those that take longer than their limit.
    private static void awaitEnd(List<TargetLoop> stopped, Function<Target, Duration> limit) {
        long begun = System.nanoTime();
        var late = new ArrayList<TargetLoop>();
        try {
            for (var loop : stopped) {
                var left = limit.apply(loop.target()).minusNanos(System.nanoTime() - begun);
                if (!loop.awaitEnd(left)) {
                    late.add(loop);
                }
            }
            late.forEach(TargetLoop::abandon);
            for (var loop : late) {
                loop.awaitEnd(ABANDON_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.forEach(TargetLoop::abandon);
        }
    }
}
