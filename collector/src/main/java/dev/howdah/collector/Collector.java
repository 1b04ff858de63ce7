package dev.howdah.collector;

import dev.howdah.catalog.Catalog;
import dev.howdah.collector.scrape.TargetScraper;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks all targets, each on a virtual thread of its own, and hands their scrapes on. A scrape goes to the sink on
/// the
/// target's thread, so a sink must not wait.
public final class Collector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    private final Catalog catalog;
    private final Consumer<Scrape> sink;
    private final InstantSource clock;
    private final Telemetry telemetry;
    private final SeriesRegistry registry = new SeriesRegistry();
    private final Semaphore inFlight;
    private final Map<String, TargetLoop> loops = new LinkedHashMap<>();

    /// @param maxConcurrentScrapes of all targets together
    public Collector(
            Catalog catalog,
            int maxConcurrentScrapes,
            Consumer<Scrape> sink,
            InstantSource clock,
            Telemetry telemetry) {
        this.catalog = catalog;
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

    /// Makes these the targets: new ones begin at once, those that are gone end, changed ones begin anew, and equal
    /// ones
    /// are not touched.
    public synchronized void apply(Collection<Target> wanted) {
        var byName = new LinkedHashMap<String, Target>();
        wanted.forEach(target -> byName.put(target.name(), target));
        var ended = loops.values().stream()
                .filter(loop -> !loop.target().equals(byName.get(loop.target().name())))
                .toList();
        end(ended);
        for (var loop : ended) {
            loops.remove(loop.target().name());
            if (!byName.containsKey(loop.target().name())) {
                LOG.info("target {}: removed", loop.target().name());
                telemetry.remove(
                        "howdah_collector_slots_missed", "target", loop.target().name());
                sink.accept(Scrape.gone(loop.target().resource(), clock.millis() * 1_000_000));
            }
        }
        byName.forEach((name, target) -> {
            if (!loops.containsKey(name)) {
                var scraper = new TargetScraper(target, catalog, registry, inFlight);
                var loop = new TargetLoop(target, scraper, sink, clock, telemetry);
                loops.put(name, loop);
                loop.start();
            }
        });
    }

    private synchronized int targets() {
        return loops.size();
    }

    /// Whether every target was tried once.
    public synchronized boolean firstSlotsDone() {
        return loops.values().stream().allMatch(TargetLoop::firstSlotDone);
    }

    /// Lets scrapes under way end and ends all targets.
    @Override
    public synchronized void close() {
        end(List.copyOf(loops.values()));
        loops.clear();
    }

    private static void end(List<TargetLoop> ending) {
        ending.forEach(TargetLoop::stop);
        var late = new ArrayList<TargetLoop>();
        try {
            for (var loop : ending) {
                // a scrape ends within its budget; connecting may take as long again
                if (!loop.awaitEnd(loop.target().timeout().plus(Duration.ofSeconds(1)))) {
                    late.add(loop);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            late.addAll(ending);
        }
        late.forEach(TargetLoop::abandon);
    }
}
