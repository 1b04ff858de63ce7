package dev.howdah.collector.discovery;

import dev.howdah.collector.target.Target;
import dev.howdah.model.telemetry.Telemetry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks one source again and again, on a virtual thread of its own.
final class SourceWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceWatch.class);
    private static final String UP = "howdah_discovery_up";
    private static final String TARGETS = "howdah_discovery_targets";

    private final TargetSource source;
    private final Telemetry telemetry;
    private final Runnable onLook;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile List<Target> found = List.of();
    private volatile boolean looked;
    private volatile String failure = "";

    /// @param onLook called after each look that brought something else than the one before
    SourceWatch(TargetSource source, Telemetry telemetry, Runnable onLook) {
        this.source = source;
        this.telemetry = telemetry;
        this.onLook = onLook;
        this.thread = Thread.ofVirtual().name("discovery-" + source.name()).unstarted(this::run);
    }

    TargetSource source() {
        return source;
    }

    /// What was found last.
    List<Target> found() {
        return found;
    }

    boolean firstLookDone() {
        return looked;
    }

    /// A source whose settings changed keeps what it found, until it looked anew.
    void takeOver(List<SourceWatch> before) {
        before.stream()
                .filter(watch -> watch.source.name().equals(source.name()))
                .findFirst()
                .ifPresent(watch -> found = watch.found);
    }

    void start() {
        String label = source.name();
        telemetry.gauge(
                UP,
                "Whether a source of targets answered last time.",
                () -> failure.isEmpty() ? 1 : 0,
                "source",
                label);
        telemetry.gauge(TARGETS, "Targets that a source found last.", () -> found.size(), "source", label);
        thread.start();
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(source.refresh().toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        try {
            var now = source.find();
            if (!failure.isEmpty()) {
                LOG.info("{}: answers again", source.name());
            }
            failure = "";
            if (closed.getCount() > 0 && !(looked && now.equals(found))) {
                LOG.info("{}: {} targets found", source.name(), now.size());
                found = now;
                onLook.run();
            }
        } catch (DiscoveryException e) {
            failed(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            // a fault of ours in one source must not end its thread
            failed("failed for a reason that is Howdah's own fault: " + e, e);
        }
        looked = true;
    }

    private void failed(String why, Exception e) {
        if (!failure.equals(why)) {
            LOG.warn("{}: {}; the {} targets found before stay", source.name(), why, found.size());
            LOG.debug("{}", source.name(), e);
        }
        failure = why;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        telemetry.remove(UP, "source", source.name());
        telemetry.remove(TARGETS, "source", source.name());
    }
}
