package dev.howdah.collector.scrape;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.Scope;
import dev.howdah.catalog.ServerFacts;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.LeftBackend;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.Target;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Scrape;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes through the databases of a server beside the one its session is in, a few at a time, each over
/// a session that lasts as long as the questions: one that were kept would stand in the way of DROP
/// DATABASE. A round has threads of its own, so that a server with ten thousand databases is scraped as
/// punctually as any other; what it brings is handed on database by database, with the time of the slot
/// in which the round began.
final class DatabaseRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseRounds.class);

    private volatile Questions questions;
    private final Place.Maker places;
    private final Semaphore inFlight;
    private final Consumer<Scrape> sink;
    private final Map<String, Database> databases = new ConcurrentHashMap<>();
    private volatile Summary last = Summary.NONE;
    private volatile boolean closing;
    private @Nullable Round current;
    private int missed;
    private boolean refused;

    /// @param sink takes what a database brought, on the round's threads
    DatabaseRounds(Target target, Catalog catalog, Place.Maker places, Semaphore inFlight, Consumer<Scrape> sink) {
        this.questions = new Questions(target, catalog, new ConcurrentHashMap<>());
        this.places = places;
        this.inFlight = inFlight;
        this.sink = sink;
    }

    /// What is asked of whom, and the plans for it.
    private record Questions(Target target, Catalog catalog, Map<ServerFacts, Plan> plans) {
        private Plan plan(Detection detection) {
            return plans.computeIfAbsent(detection.facts(), _ -> Plan.of(catalog, target, detection));
        }
    }

    /// From the next database on this is asked.
    void ask(Catalog catalog, Target target) {
        questions = new Questions(target, catalog, new ConcurrentHashMap<>());
    }

    private Target target() {
        return questions.target();
    }

    /// A database, and when it was last asked.
    private static final class Database {
        private final Place place;
        private volatile long lastSlotNanos = Long.MIN_VALUE;
        /// Of a session that was given up before anything was asked there.
        private final LeftBackend left = new LeftBackend();

        private Database(Place place) {
            this.place = place;
        }
    }

    /// What the last round that ended did.
    ///
    /// @param asked databases that were asked
    /// @param leftOut databases that were not, by reason: `budget` for want of time, `closed` when one
    ///     could not be entered
    record Summary(double seconds, int asked, int points, Map<String, Integer> leftOut) {
        static final Summary NONE = new Summary(0, 0, 0, Map.of("budget", 0, "closed", 0));
    }

    Summary last() {
        return last;
    }

    /// Rounds that could not begin because the one before was under way.
    int missed() {
        return missed;
    }

    /// The places of all databases that were entered.
    Collection<Place> places() {
        return databases.values().stream().map(database -> database.place).toList();
    }

    /// Whether a round could begin now. When one is under way that should have ended, it counts as
    /// missed.
    boolean mayBegin() {
        boolean busy = current != null && !current.ended();
        if (busy && !refused) {
            missed++;
        }
        refused = busy;
        return !busy;
    }

    /// Begins a round.
    ///
    /// @param names the databases to ask; others that were asked before are gone
    /// @param limit the time for all of them
    void begin(Collection<String> names, long slotNanos, Duration limit) {
        forgetOthers(Set.copyOf(names), slotNanos);
        for (String name : names) {
            databases.computeIfAbsent(name, _ -> new Database(places.database(name)));
        }
        current = new Round(slotNanos, Deadline.in(limit));
        current.start();
    }

    private void forgetOthers(Set<String> names, long slotNanos) {
        var gone = new ArrayList<PointBatch>();
        databases.entrySet().removeIf(entry -> {
            if (names.contains(entry.getKey())) {
                return false;
            }
            gone.addAll(entry.getValue().place.release(slotNanos));
            return true;
        });
        if (!gone.isEmpty()) {
            sink.accept(Scrape.part(target().resource(), slotNanos, gone));
        }
    }

    /// Waits for the round that is under way.
    void await() throws InterruptedException {
        if (current != null) {
            current.join();
        }
    }

    /// What an entry stumbled over may have been mended.
    void enable() {
        places().forEach(Place::enable);
    }

    /// Ends the round under way: what is being asked finishes, nothing else begins.
    @Override
    public void close() {
        closing = true;
        try {
            await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (current != null) {
                current.interrupt();
            }
        }
        places().forEach(place -> place.release(0));
        databases.clear();
    }

    /// One way through all databases: those that were left out the last time come first.
    private final class Round {
        private final long slotNanos;
        private final Deadline deadline;
        private final long begun = System.nanoTime();
        private final long longerFreshNanos = (long) (last.seconds() * 1e9);
        private final Queue<Map.Entry<String, Database>> waiting;
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicInteger working = new AtomicInteger();
        private final Map<String, Integer> leftOut = new HashMap<>(Summary.NONE.leftOut());
        private int asked;
        private int points;

        private Round(long slotNanos, Deadline deadline) {
            this.slotNanos = slotNanos;
            this.deadline = deadline;
            this.waiting = new ConcurrentLinkedQueue<>(databases.entrySet().stream()
                    .sorted(Comparator.<Map.Entry<String, Database>>comparingLong(
                                    entry -> entry.getValue().lastSlotNanos)
                            .thenComparing(Map.Entry::getKey))
                    .toList());
        }

        private void start() {
            int number = Math.min(target().databaseSessions(), waiting.size());
            working.set(number);
            for (int i = 0; i < number; i++) {
                threads.add(Thread.ofVirtual()
                        .name("databases-%s-%d".formatted(target().name(), i))
                        .start(this::work));
            }
            if (number == 0) {
                end();
            }
        }

        private boolean ended() {
            return working.get() == 0;
        }

        private void join() throws InterruptedException {
            for (var thread : threads) {
                thread.join();
            }
        }

        private void interrupt() {
            threads.forEach(Thread::interrupt);
        }

        private void work() {
            try {
                for (var next = waiting.poll(); next != null && !closing; next = waiting.poll()) {
                    askWithPermit(next.getKey(), next.getValue());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error(
                        "target {}: a round of its databases failed for a reason that is Howdah's own",
                        target().name(),
                        e);
            } finally {
                if (working.decrementAndGet() == 0) {
                    end();
                }
            }
        }

        private void askWithPermit(String name, Database database) throws InterruptedException {
            if (!inFlight.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                leaveOut("budget");
                return;
            }
            try {
                if (deadline.passed()) {
                    leaveOut("budget");
                } else {
                    ask(name, database);
                }
            } finally {
                inFlight.release();
            }
        }

        private void ask(String name, Database database) {
            // also when it cannot be entered: those that never can must not always come first
            database.lastSlotNanos = slotNanos;
            var own = Deadline.in(deadline.atMost(target().timeout()));
            try (var session = Session.open(target(), name, own)) {
                if (database.left.livesOn(session, own) != null) {
                    leaveOut("closed");
                    return;
                }
                var detection = detect(session, database, own);
                database.place.apply(questions.plan(detection).questions(Scope.DATABASE));
                var batches = new ArrayList<PointBatch>();
                database.place.takeEnded(slotNanos, batches);
                for (boolean userDefined : new boolean[] {false, true}) {
                    database.place.ask(
                            session.isClosed() ? null : session,
                            detection,
                            userDefined,
                            slotNanos,
                            longerFreshNanos,
                            own,
                            batches,
                            () -> null);
                }
                var scrape = Scrape.part(target().resource(), slotNanos, batches);
                count(scrape.points());
                sink.accept(scrape);
            } catch (ConnectException | SQLException e) {
                // dropped since it was listed, or not open to this user: the others go on
                LOG.debug(
                        "target {}: database {} could not be entered: {}",
                        target().name(),
                        name,
                        target().shown(String.valueOf(e.getMessage())));
                leaveOut("closed");
            }
        }

        private Detection detect(Session session, Database database, Deadline own) throws SQLException {
            try {
                return session.detect(own);
            } catch (SQLException e) {
                database.left.leave(session, e);
                throw e;
            }
        }

        private synchronized void count(int more) {
            asked++;
            points += more;
        }

        private synchronized void leaveOut(String reason) {
            leftOut.merge(reason, 1, Integer::sum);
        }

        private synchronized void end() {
            last = new Summary((System.nanoTime() - begun) / 1e9, asked, points, Map.copyOf(leftOut));
        }
    }
}
