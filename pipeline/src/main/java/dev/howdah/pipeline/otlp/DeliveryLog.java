package dev.howdah.pipeline.otlp;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells in the log how an exporter fares, once for each change and not for each request. Safe for use by many
/// threads.
final class DeliveryLog {
    static final String POINTS = "points";

    private static final int LONGEST = 300;

    private enum State {
        DELIVERING,
        RETRYING,
        EXHAUSTED,
        REJECTED,
        REFUSED
    }

    private final Logger log;
    private final String name;
    private final String origin;
    private final String things;
    private final AtomicReference<State> state = new AtomicReference<>(State.DELIVERING);
    private final AtomicBoolean full = new AtomicBoolean();

    /// @param things what is delivered, in plain words: "points"
    DeliveryLog(OtlpSettings settings, String things) {
        this(settings, things, LoggerFactory.getLogger(OtlpExporter.class));
    }

    DeliveryLog(OtlpSettings settings, String things, Logger log) {
        this.things = things;
        this.log = log;
        this.name = settings.name() + (things.equals(POINTS) ? "" : ", " + things);
        this.origin = settings.origin();
    }

    void delivered() {
        if (changesTo(State.DELIVERING)) {
            log.info("{}: {} takes requests again", name, origin);
        }
    }

    void retrying(String why) {
        // Giving up one request is no news while the next ones fare the same.
        if (state.get() != State.EXHAUSTED && changesTo(State.RETRYING)) {
            log.warn(
                    "{}: {} takes no requests now: {} — trying again as retry_on_failure says",
                    name,
                    origin,
                    oneLine(why));
        }
    }

    void exhausted(String why) {
        if (changesTo(State.EXHAUSTED)) {
            log.warn(
                    "{}: {} took no request for as long as retries last: {} — {} are dropped until it does;"
                            + " check the receiver, or raise retry_on_failure.max_elapsed_time",
                    name,
                    origin,
                    oneLine(why),
                    things);
        }
    }

    void rejected(long rejected, String why) {
        if (changesTo(State.REJECTED)) {
            log.warn(
                    "{}: {} rejected {} {} of a request: {} — check its limits",
                    name,
                    origin,
                    rejected,
                    things,
                    oneLine(why));
        }
    }

    void refused(String why) {
        if (changesTo(State.REFUSED)) {
            log.warn("{}: {} refused a request: {} — check endpoint, protocol and headers", name, origin, oneLine(why));
        }
    }

    void failed(Throwable failure) {
        log.error(
                "{}: a request could not be made and its {} are dropped — report this as a defect",
                name,
                things,
                failure);
    }

    void queueFull(int capacity) {
        if (full.compareAndSet(false, true)) {
            log.warn(
                    "{}: queue holds {} requests and is full — {} are dropped until {} takes some;"
                            + " check the receiver, or raise sending_queue.queue_size",
                    name,
                    capacity,
                    things,
                    origin);
        }
    }

    void queueHasRoom() {
        full.set(false);
    }

    /// What a receiver said is text from outside: no line breaks, and not too much of it.
    private static String oneLine(String why) {
        String line = why.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private boolean changesTo(State next) {
        return state.getAndSet(next) != next;
    }
}
