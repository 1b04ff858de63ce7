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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks all targets, each on a virtual thread of its own, and hands their scrapes on. A scrape goes to the sink on
/// the
/// target's thread, so a sink must not wait.
public final class Collector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    private static final String SLOTS_MISSED = "howdah_collector_slots_missed";

    private final Catalog catalog;
    private final Consumer<Scrape> sink;
    private final InstantSource clock;
    private final Telemetry telemetry;
    private final SeriesRegistry registry = new SeriesRegistry();
    private final Semaphore inFlight;
    private final Map<String, TargetLoop> loops = new ConcurrentHashMap<>();

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
        telemetry.gauge("howdah_collector_targets", "Targets that are collected.", loops::size);
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
        var ending = loops.values().stream()
                .filter(loop -> !loop.target().equals(byName.get(loop.target().name())))
                .toList();
        ending.forEach(TargetLoop::stop);
        // new targets do not wait for the last scrapes of those that end
        start(byName.values());
        awaitEnd(ending);
        for (var loop : ending) {
            String name = loop.target().name();
            loops.remove(name);
            if (!byName.containsKey(name)) {
                LOG.info("target {}: removed", name);
                telemetry.remove(SLOTS_MISSED, "target", name);
                sink.accept(Scrape.gone(loop.target().resource(), clock.millis() * 1_000_000));
            }
        }
        start(byName.values());
    }

    /// Starts those whose names are not taken.
    private void start(Collection<Target> targets) {
        for (var target : targets) {
            loops.computeIfAbsent(target.name(), _ -> {
                var scraper = new TargetScraper(target, catalog, registry, inFlight);
                var loop = new TargetLoop(target, scraper, sink, clock, missedSlots(target));
                loop.start();
                return loop;
            });
        }
    }

    private Telemetry.Counter missedSlots(Target target) {
        return telemetry.counter(
                SLOTS_MISSED,
                "Slots in which a target was not scraped, because the scrape before took too long.",
                "target",
                target.name());
    }

    /// Whether every target was tried once.
    public boolean firstSlotsDone() {
        return loops.values().stream().allMatch(TargetLoop::firstSlotDone);
    }

    /// Lets scrapes under way end and ends all targets.
    @Override
    public synchronized void close() {
        var ending = List.copyOf(loops.values());
        ending.forEach(TargetLoop::stop);
        awaitEnd(ending);
        loops.clear();
    }

    private static void awaitEnd(List<TargetLoop> ending) {
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
