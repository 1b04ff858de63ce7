package dev.howdah.collector.scrape;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.Scope;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.LeftBackend;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.Slots;
import dev.howdah.collector.target.Target;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Scrape;
import dev.howdah.model.SeriesRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Scrapes one target, slot by slot, over one session that it keeps. Used by one thread at a time.
public final class TargetScraper implements Scraper {
    private static final Logger LOG = LoggerFactory.getLogger(TargetScraper.class);

    /// What is asked of whom from the next slot on.
    private volatile Questions wanted;

    private Questions asked;
    private Target target;
    private final Slots slots;
    private final Semaphore inFlight;
    private final ScrapeMetrics metrics;
    private final Place server;
    private final Place.Maker places;
    private final DatabaseRounds rounds;
    private final ScrapeLog log;
    /// What a round brought that the scrape waits for; null when rounds hand on what they bring.
    private final @Nullable Queue<Scrape> roundResults;

    private @Nullable Place ownDatabase;
    private @Nullable Session session;
    /// Of a session that was given up because not even its server could be detected.
    private final LeftBackend left = new LeftBackend();
    private @Nullable Detection detection;
    private Plan plan = new Plan(List.of(), List.of());
    private boolean detectAnew = true;
    private boolean roundBegun;
    private long lastRoundNanos;

    /// @param inFlight permits for scrapes under way, shared by all targets; a target that cannot be
    ///     reached holds none
    /// @param sink takes what rounds through the server's other databases bring, on threads of theirs
    public TargetScraper(
            Target target, Catalog catalog, SeriesRegistry registry, Semaphore inFlight, Consumer<Scrape> sink) {
        this(target, catalog, registry, inFlight, sink, null, Accumulator.FirstLook.NOTHING);
    }

    /// A scraper for a single scrape, which waits for all databases, and whose accumulated counters
    /// show all there is at the first look.
    public static TargetScraper once(Target target, Catalog catalog) {
        return waiting(target, catalog, Accumulator.FirstLook.ALL);
    }

    /// A scraper each of whose scrapes waits for all databases.
    public static TargetScraper waiting(Target target, Catalog catalog) {
        return waiting(target, catalog, Accumulator.FirstLook.NOTHING);
    }

    private static TargetScraper waiting(Target target, Catalog catalog, Accumulator.FirstLook firstLook) {
        var results = new ConcurrentLinkedQueue<Scrape>();
        var permits = new Semaphore(1 + target.databaseSessions());
        return new TargetScraper(target, catalog, new SeriesRegistry(), permits, results::add, results, firstLook);
    }

    private TargetScraper(
            Target target,
            Catalog catalog,
            SeriesRegistry registry,
            Semaphore inFlight,
            Consumer<Scrape> sink,
            @Nullable Queue<Scrape> roundResults,
            Accumulator.FirstLook firstLook) {
        this.target = target;
        this.wanted = new Questions(catalog, target);
        this.asked = wanted;
        this.slots = Slots.of(target.name(), target.interval());
        this.inFlight = inFlight;
        this.metrics = new ScrapeMetrics(target.resource(), registry, slots.intervalNanos() * 5 / 2);
        this.places = new Place.Maker(target.resource(), slots, registry, firstLook, target.roleNames());
        this.server = places.server();
        this.rounds = new DatabaseRounds(target, catalog, places, inFlight, sink);
        this.roundResults = roundResults;
        this.log = new ScrapeLog(target);
    }

    private record Questions(Catalog catalog, Target target) {}

    /// From the next slot on the same server is asked this. May be called by any thread.
    ///
    /// @param changed the same server, see [Target#sameServer(Target)]
    @Override
    public void ask(Catalog catalog, Target changed) {
        wanted = new Questions(catalog, changed);
    }

    @Override
    public Result scrape(long slotNanos, long latenessNanos) {
        long begun = System.nanoTime();
        var deadline = Deadline.in(target.timeout());
        try {
            var detected = detected(deadline);
            boolean permitted = inFlight.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            try {
                // without a permit the time is up: nothing is asked, and every entry says so
                return new Result.Up(ask(detected, slotNanos, latenessNanos, begun, deadline));
            } finally {
                if (permitted) {
                    inFlight.release();
                }
            }
        } catch (ConnectException e) {
            return new Result.Down(down(slotNanos, e.reason(), begun), e);
        } catch (SQLException e) {
            // the session was there and then did not even say what server it is
            if (session != null) {
                left.leave(session, e);
            }
            closeSession();
            var why = ConnectException.of(target.url(), target.url().database(), e);
            return new Result.Down(down(slotNanos, why.reason(), begun), why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var why = new ConnectException(ConnectException.Reason.ERROR, "interrupted");
            return new Result.Down(down(slotNanos, why.reason(), begun), why);
        }
    }

    @Override
    public Scrape skipped(long slotNanos, ConnectException.Reason reason) {
        return down(slotNanos, reason, System.nanoTime());
    }

    /// What kind of server answers in this slot. The session is kept from slot to slot; one that was
    /// lost meanwhile, as by a restart, is made anew at once. A server that cannot say what it is,
    /// because a catalog is locked or it is slow, is what it was.
    private Detection detected(Deadline deadline) throws ConnectException, SQLException {
        if (session != null && !session.isClosed()) {
            try {
                return session.detect(deadline);
            } catch (SQLException e) {
                switch (Outcome.of(String.valueOf(e.getSQLState()))) {
                    case LOCKED, TIMEOUT -> {
                        if (detection == null) {
                            throw e;
                        }
                        LOG.debug("target {}: taken for what it was", target.name(), target.shown(e));
                        return detection;
                    }
                    case DISCONNECTED -> {
                        if (deadline.passed() || Session.wasSilent(e)) {
                            throw e;
                        }
                        LOG.debug("target {}: the session was lost", target.name(), target.shown(e));
                    }
                    default -> throw e;
                }
            }
        }
        closeSession();
        session = Session.open(target, target.url().database(), deadline);
        endLeft(session, deadline);
        // what an entry stumbled over may have been mended meanwhile
        detectAnew = true;
        return session.detect(deadline);
    }

    /// One server process that hangs is enough: while it lives nothing is begun in the new session,
    /// which would hang, too.
    private void endLeft(Session opened, Deadline deadline) throws ConnectException, SQLException {
        var hanging = left.livesOn(opened, deadline);
        if (hanging != null) {
            closeSession();
            throw new ConnectException(
                    ConnectException.Reason.TIMEOUT,
                    "%s: server process %d of the session before hangs — it was told to end; if it stays, see pg_stat_activity and end it on the server's machine"
                            .formatted(target.url().address(), hanging.pid()));
        }
    }

    private Scrape ask(Detection detected, long slotNanos, long latenessNanos, long begun, Deadline deadline)
            throws InterruptedException {
        plan(detected);
        var batches = new ArrayList<PointBatch>();
        server.takeEnded(slotNanos, batches);
        ask(server, detected, false, slotNanos, deadline, batches);
        if (session != null && databasesAreDue(slotNanos)) {
            askDatabases(session, detected, slotNanos, deadline, batches);
        }
        // the user's own come last, so that they cannot use up the time of the others
        ask(server, detected, true, slotNanos, deadline, batches);
        var runs = runs();
        log.tell(runs);
        int points = batches.stream().mapToInt(PointBatch::size).sum();
        batches.add(metrics.up(slotNanos, latenessNanos, begun, points, runs, rounds));
        return new Scrape(target.resource(), slotNanos, true, batches);
    }

    private void ask(
            Place place,
            Detection detected,
            boolean userDefined,
            long slotNanos,
            Deadline deadline,
            List<PointBatch> batches) {
        if (!place.ask(session, detected, userDefined, slotNanos, 0, deadline, batches, () -> openAnew(deadline))) {
            closeSession();
        }
    }

    /// An entry of the user's that cost the session, as by a row that is too large, must not cost those
    /// after it.
    private @Nullable Session openAnew(Deadline deadline) {
        closeSession();
        try {
            session =
                    deadline.passed() ? null : Session.open(target, target.url().database(), deadline);
        } catch (ConnectException e) {
            LOG.debug("target {}: no other session: {}", target.name(), target.shown(String.valueOf(e.getMessage())));
        }
        return session;
    }

    private void plan(Detection detected) {
        var questions = wanted;
        boolean mended = detection == null || detectAnew || !detection.samePlan(detected);
        if (mended) {
            detectAnew = false;
            log.tell(detected);
            if (session != null && session.isPooled()) {
                log.tellPooled();
            }
        }
        if (mended || !questions.equals(asked)) {
            use(questions);
            plan = Plan.of(questions.catalog(), target, detected);
            log.tellLacking(plan.lacking());
            server.apply(plan.questions(Scope.SERVER));
            if (ownDatabase != null) {
                ownDatabase.apply(plan.questions(Scope.DATABASE));
            }
        }
        if (mended) {
            server.enable();
            if (ownDatabase != null) {
                ownDatabase.enable();
            }
            rounds.enable();
        }
        detection = detected;
    }

    private void use(Questions questions) {
        if (!questions.equals(asked)) {
            asked = questions;
            target = questions.target();
            log.use(target);
            rounds.ask(questions.catalog(), target);
        }
    }

    /// Databases are gone through as often as the entry that runs most often there.
    private boolean databasesAreDue(long slotNanos) {
        long interval = roundNanos();
        boolean due = interval > 0
                && (!roundBegun || slots.aligned(slotNanos, interval) || slotNanos - lastRoundNanos >= interval);
        return due && rounds.mayBegin();
    }

    /// Zero when no entry runs in databases.
    private long roundNanos() {
        return plan.questions(Scope.DATABASE).stream()
                .mapToLong(question -> slots.roundedUp(question.entry().interval()))
                .min()
                .orElse(0);
    }

    /// The database that the session is in is asked over it; the others in a round.
    private void askDatabases(
            Session current, Detection detected, long slotNanos, Deadline deadline, List<PointBatch> batches)
            throws InterruptedException {
        var names = new ArrayList<String>();
        try {
            for (var database : current.databases(deadline)) {
                if (database.mayConnect() && target.databases().accepts(database.name())) {
                    names.add(database.name());
                }
            }
        } catch (SQLException e) {
            log.tellDatabases(e);
            return;
        }
        boolean own = names.remove(detected.database());
        roundBegun = true;
        lastRoundNanos = slotNanos;
        rounds.begin(names, slotNanos, roundResults == null ? Duration.ofNanos(roundNanos()) : deadline.remaining());
        if (own) {
            askOwn(detected, slotNanos, deadline, batches);
        }
        if (roundResults != null) {
            rounds.await();
            roundResults.forEach(result -> batches.addAll(result.batches()));
            roundResults.clear();
        }
    }

    private void askOwn(Detection detected, long slotNanos, Deadline deadline, List<PointBatch> batches) {
        if (ownDatabase == null) {
            ownDatabase = places.database(detected.database());
            ownDatabase.apply(plan.questions(Scope.DATABASE));
        }
        ownDatabase.takeEnded(slotNanos, batches);
        ask(ownDatabase, detected, false, slotNanos, deadline, batches);
        ask(ownDatabase, detected, true, slotNanos, deadline, batches);
    }

    /// How each entry ended when it ran last, all databases together; those that cannot run anywhere,
    /// too.
    private Map<String, PlannedEntry.LastRun> runs() {
        var runs = new LinkedHashMap<String, PlannedEntry.LastRun>();
        collect(server, runs);
        if (ownDatabase != null) {
            collect(ownDatabase, runs);
        }
        rounds.places().forEach(place -> collect(place, runs));
        for (var lacking : plan.lacking()) {
            runs.putIfAbsent(
                    lacking.entry().name(), new PlannedEntry.LastRun(lacking.outcome(), lacking.reason(), 0, Map.of()));
        }
        return runs;
    }

    private static void collect(Place place, Map<String, PlannedEntry.LastRun> runs) {
        for (var entry : place.entries()) {
            runs.merge(entry.entry().name(), entry.lastRun(), PlannedEntry.LastRun::and);
        }
    }

    private Scrape down(long slotNanos, ConnectException.Reason reason, long begun) {
        return new Scrape(target.resource(), slotNanos, false, List.of(metrics.down(slotNanos, reason, begun)));
    }

    private void closeSession() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    @Override
    public void close() {
        rounds.close();
        closeSession();
        metrics.release();
        server.release(0);
        if (ownDatabase != null) {
            ownDatabase.release(0);
        }
    }
}
