package dev.howdah.collector;

import dev.howdah.catalog.Catalog;
import dev.howdah.collector.scrape.Scraper;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.target.Slots;
import dev.howdah.collector.target.Target;
import dev.howdah.model.Scrape;
import dev.howdah.model.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One target's virtual thread: waits for its slots, has it scraped, hands the scrape on, and leaves a
/// target that is down alone for a while.
final class TargetLoop {
    private static final Logger LOG = LoggerFactory.getLogger(TargetLoop.class);

    private volatile Target target;
    private final Slots slots;
    private final Scraper scraper;
    private final Consumer<Scrape> sink;
    private final InstantSource clock;
    private final Telemetry.Counter missedSlots;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch firstSlot = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable ConnectException failure;
    private Instant notBefore = Instant.MIN;

    TargetLoop(
            Target target, Scraper scraper, Consumer<Scrape> sink, InstantSource clock, Telemetry.Counter missedSlots) {
        this.target = target;
        this.slots = Slots.of(target.name(), target.interval());
        this.scraper = scraper;
        this.sink = sink;
        this.clock = clock;
        this.missedSlots = missedSlots;
        this.thread = Thread.ofVirtual().name("target-" + target.name()).unstarted(this::run);
    }

    Target target() {
        return target;
    }

    /// From its next slot on the same server is asked something else.
    void ask(Catalog catalog, Target changed) {
        target = changed;
        scraper.ask(catalog, changed);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            long slot = slots.begunAt(now());
            while (stopping.getCount() > 0) {
                scrape(slot);
                firstSlot.countDown();
                slot = next(slot);
                if (stopping.await(slot - now(), TimeUnit.NANOSECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            scraper.close();
        }
    }

    /// The next slot; when that has passed already, the one that has begun last, and those between are missed.
    private long next(long slot) {
        long next = slots.after(slot);
        long begun = slots.begunAt(now());
        if (begun > next) {
            missedSlots.add((begun - next) / slots.intervalNanos());
            return begun;
        }
        return next;
    }

    private void scrape(long slot) {
        try {
            if (failure != null && clock.instant().isBefore(notBefore)) {
                sink.accept(scraper.skipped(slot, failure.reason()));
                return;
            }
            var result = scraper.scrape(slot, Math.max(0, now() - slot));
            sink.accept(result.scrape());
            switch (result) {
                case Scraper.Result.Up _ -> up();
                case Scraper.Result.Down(Scrape _, ConnectException why) -> down(why);
            }
        } catch (RuntimeException e) {
            // a fault of ours in one target must not end its thread, nor anyone else's
            LOG.error("target {}: the scrape failed for a reason that is Howdah's own fault", target.name(), e);
        }
    }

    private void up() {
        if (failure != null) {
            LOG.info("target {}: up again", target.name());
        }
        failure = null;
        backoff.succeeded();
    }

    private void down(ConnectException why) {
        Duration pause = backoff.afterFailure();
        notBefore = clock.instant().plus(pause);
        if (failure == null || failure.reason() != why.reason()) {
            LOG.warn("target {}: down: {}", target.name(), target.shown(String.valueOf(why.getMessage())));
            LOG.debug("target {}: down", target.name(), target.shown(why));
        }
        failure = why;
    }

    private long now() {
        var instant = clock.instant();
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }

    boolean firstSlotDone() {
        return firstSlot.getCount() == 0;
    }

    /// Lets a scrape under way end, and no other begin.
    void stop() {
        stopping.countDown();
    }

    /// Waits until the target's thread has ended.
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return thread.join(limit.isPositive() ? limit : Duration.ZERO);
    }

    /// Gives up on a scrape that does not end.
    void abandon() {
        thread.interrupt();
    }
}
