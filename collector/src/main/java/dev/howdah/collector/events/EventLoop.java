package dev.howdah.collector.events;

import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.collector.Backoff;
import dev.howdah.collector.scrape.Outcome;
import dev.howdah.collector.session.Backend;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.Target;
import dev.howdah.model.log.LogBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One target's virtual thread for events, with a session of its own: a slow look for events delays no
/// scrape.
final class EventLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Target target;
    private final List<EventTask> tasks;
    private final EventTelemetry telemetry;
    private final Consumer<LogBatch> sink;
    private final InstantSource clock;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable Session session;
    /// The server process that each task was the last to leave without an answer.
    private final Map<EventTask, Backend> left = new HashMap<>();
    private Instant notBefore = Instant.MIN;

    EventLoop(
            Target target,
            List<EventSource> sources,
            EventTelemetry telemetry,
            Consumer<LogBatch> sink,
            InstantSource clock) {
        this.target = target;
        this.telemetry = telemetry;
        this.sink = sink;
        this.clock = clock;
        this.tasks = sources.stream()
                .map(source -> new EventTask(target, source, telemetry))
                .toList();
        this.thread = Thread.ofVirtual().name("events-" + target.name()).unstarted(this::run);
    }

    Target target() {
        return target;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                var next = tasks.stream()
                        .min(Comparator.comparingLong(EventTask::dueNanos))
                        .orElseThrow();
                if (stopping.await(Math.max(0, next.dueNanos() - now()), TimeUnit.NANOSECONDS)) {
                    return;
                }
                collect(next);
                next.schedule(now());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeSession();
            telemetry.remove();
        }
    }

    private void collect(EventTask task) {
        if (clock.instant().isBefore(notBefore)) {
            return;
        }
        try {
            var current = session();
            if (livesOn(task, current)) {
                return;
            }
            var detection = current.detect(Deadline.in(CONNECT));
            switch (task.source().decide(detection)) {
                case Decision.Runs _ -> collect(task, current, detection);
                case Decision.Missing(boolean privilege, String reason, String cure) ->
                    task.note(privilege ? Outcome.DENIED : Outcome.MISSING, "%s — %s".formatted(reason, cure));
                case Decision.NotForThisServer(String reason) -> task.note(Outcome.MISSING, reason);
            }
            backoff.succeeded();
        } catch (ConnectException e) {
            down(task, String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            failed(task, e);
        } catch (RuntimeException e) {
            // a fault of ours in one target must not end its thread, nor anyone else's
            LOG.error("target {}: events failed for a reason that is Howdah's own fault", target.name(), e);
        }
    }

    private void collect(EventTask task, Session current, Detection detection) throws SQLException {
        var found = task.source().collect(current, detection, now());
        if (!found.records().isEmpty()) {
            sink.accept(new LogBatch(target.resource(), found.records()));
        }
        task.records(found.records().size());
        task.note(
                found.truncated() ? Outcome.TRUNCATED : Outcome.OK,
                "there is more than max_rows_per_query — raise it to see the rest");
    }

    /// Whether the server process that this task left lives on: another would be left, and one more
    /// each time. It is told to end.
    private boolean livesOn(EventTask task, Session current) throws SQLException {
        var backend = left.get(task);
        if (backend != null && current.terminate(backend, Deadline.in(CONNECT))) {
            task.note(Outcome.HUNG, hung(backend));
            return true;
        }
        left.remove(task);
        return false;
    }

    private static String hung(Backend backend) {
        return "server process %d gave no answer and did not react to being cancelled — it is told to end; if it stays, see pg_stat_activity and end it on the server's machine"
                .formatted(backend.pid());
    }

    private Session session() throws ConnectException {
        if (session == null || session.isClosed()) {
            session = Session.open(target(), target.url().database(), Deadline.in(CONNECT));
        }
        return session;
    }

    private void down(EventTask task, String why) {
        notBefore = clock.instant().plus(backoff.afterFailure());
        task.note(Outcome.DISCONNECTED, why);
    }

    private void failed(EventTask task, SQLException e) {
        LOG.debug("target {}: event {}", target.name(), task.source().name(), target.shown(e));
        String state = String.valueOf(e.getSQLState());
        var outcome = Outcome.of(state);
        // not the server's own words, which may repeat a text
        String why = "SQLSTATE %s — see --verbose".formatted(state);
        var backend = session == null || !Session.wasSilent(e) ? null : session.backend();
        if (backend != null) {
            left.put(task, backend);
            closeSession();
            notBefore = clock.instant().plus(backoff.afterFailure());
            task.note(Outcome.HUNG, hung(backend));
        } else if (outcome == Outcome.DISCONNECTED) {
            closeSession();
            down(task, why);
        } else {
            task.note(outcome, why);
        }
    }

    private void closeSession() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    private long now() {
        var instant = clock.instant();
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }

    void stop() {
        stopping.countDown();
    }

    /// Waits until the thread has ended, and gives up on one that does not.
    void awaitEnd(Duration limit) throws InterruptedException {
        if (!thread.join(limit)) {
            thread.interrupt();
            thread.join(limit);
        }
    }
}
