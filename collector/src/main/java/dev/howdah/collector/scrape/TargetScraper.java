package dev.howdah.collector.scrape;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.Scope;
import dev.howdah.catalog.ServerFacts;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.Slots;
import dev.howdah.collector.target.Target;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Scrape;
import dev.howdah.model.SeriesRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Scrapes one target, slot by slot, over one session that it keeps. Used by one thread at a time.
public final class TargetScraper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TargetScraper.class);

    /// What is asked of whom from the next slot on.
    private volatile Questions wanted;

    private Questions asked;
    private Target target;
    private final Slots slots;
    private final SeriesRegistry registry;
    private final Semaphore inFlight;
    private final ScrapeMetrics metrics;
    private final Accumulator.FirstLook firstLook;
    private List<Plan.Lacking> toldLacking = List.of();
    private @Nullable Session session;
    private @Nullable Plan plan;
    private boolean detectAnew = true;

    /// @param inFlight permits for scrapes under way, shared by all targets; a target that cannot be
    ///     reached holds
    ///     none
    public TargetScraper(Target target, Catalog catalog, SeriesRegistry registry, Semaphore inFlight) {
        this(target, catalog, registry, inFlight, Accumulator.FirstLook.NOTHING);
    }

    /// A scraper for a single scrape, whose accumulated counters show all there is at the first look.
    public static TargetScraper once(Target target, Catalog catalog) {
        return new TargetScraper(target, catalog, new SeriesRegistry(), new Semaphore(1), Accumulator.FirstLook.ALL);
    }

    private TargetScraper(
            Target target,
            Catalog catalog,
            SeriesRegistry registry,
            Semaphore inFlight,
            Accumulator.FirstLook firstLook) {
        this.firstLook = firstLook;
        this.target = target;
        this.wanted = new Questions(catalog, target);
        this.asked = wanted;
        this.slots = Slots.of(target.name(), target.interval());
        this.registry = registry;
        this.inFlight = inFlight;
        this.metrics = new ScrapeMetrics(target.resource(), registry, slots.intervalNanos() * 5 / 2);
    }

    private record Questions(Catalog catalog, Target target) {}

    /// From the next slot on the same server is asked this. May be called by any thread.
    ///
    /// @param changed the same server, see [Target#sameServer(Target)]
    public void ask(Catalog catalog, Target changed) {
        wanted = new Questions(catalog, changed);
    }

    /// How a scrape ended.
    public sealed interface Result {
        Scrape scrape();

        /// The server answered.
        record Up(Scrape scrape) implements Result {}

        /// It did not; the scrape only says so.
        record Down(Scrape scrape, ConnectException why) implements Result {}
    }

    /// Asks everything that is due in a slot, within the target's time-out.
    ///
    /// @param latenessNanos time from the slot to now
    public Result scrape(long slotNanos, long latenessNanos) {
        long begun = System.nanoTime();
        var deadline = Deadline.in(target.timeout());
        try {
            var detection = detected(deadline);
            boolean permitted = inFlight.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            try {
                // without a permit the time is up: nothing is asked, and every entry says so
                return new Result.Up(ask(detection, slotNanos, latenessNanos, begun, deadline));
            } finally {
                if (permitted) {
                    inFlight.release();
                }
            }
        } catch (ConnectException e) {
            return new Result.Down(down(slotNanos, e.reason(), begun), e);
        } catch (SQLException e) {
            // the session was there and then did not even say what server it is
            closeSession();
            var why = ConnectException.of(target.url(), target.url().database(), e);
            return new Result.Down(down(slotNanos, why.reason(), begun), why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var why = new ConnectException(ConnectException.Reason.ERROR, "interrupted");
            return new Result.Down(down(slotNanos, why.reason(), begun), why);
        }
    }

    /// The scrape of a slot in which the target was not tried, because it failed shortly before.
    public Scrape skipped(long slotNanos, ConnectException.Reason reason) {
        return down(slotNanos, reason, System.nanoTime());
    }

    /// What kind of server answers in this slot. The session is kept from slot to slot; one that was lost
    /// meanwhile, as by a restart, is made anew at once. A server that cannot say what it is, because a
    /// catalog is locked or it is slow, is what it was.
    private Detection detected(Deadline deadline) throws ConnectException, SQLException {
        if (session != null && !session.isClosed()) {
            try {
                return session.detect(deadline);
            } catch (SQLException e) {
                switch (Outcome.of(String.valueOf(e.getSQLState()))) {
                    case LOCKED, TIMEOUT -> {
                        if (plan == null) {
                            throw e;
                        }
                        LOG.debug("target {}: taken for what it was", target.name(), e);
                        return plan.detection();
                    }
                    case DISCONNECTED -> {
                        if (deadline.passed() || Session.wasSilent(e)) {
                            throw e;
                        }
                        LOG.debug("target {}: the session was lost", target.name(), e);
                    }
                    default -> throw e;
                }
            }
        }
        closeSession();
        session = Session.open(target, target.url().database(), deadline);
        // what an entry stumbled over may have been mended meanwhile
        detectAnew = true;
        return session.detect(deadline);
    }

    private Scrape ask(Detection detection, long slotNanos, long latenessNanos, long begun, Deadline deadline) {
        var planned = plan(detection).asOf(detection);
        var runs = new ArrayList<EntryRun>();
        // the user's own come last, so that they cannot use up the time of the others
        for (boolean userDefined : new boolean[] {false, true}) {
            var part = planned.part(userDefined);
            askServer(part, slotNanos, deadline, runs);
            askDatabases(session, part, slotNanos, deadline, runs);
        }
        var batches = new ArrayList<PointBatch>();
        for (var ended : planned.takeEnded()) {
            batches.add(PointBatch.builder(ended, slotNanos, 0).build());
        }
        for (var run : runs) {
            batches.add(run.finish());
            tell(run);
        }
        batches.add(metrics.up(slotNanos, latenessNanos, begun, planned, batches));
        return new Scrape(target.resource(), slotNanos, true, batches);
    }

    private Plan plan(Detection detection) {
        var questions = wanted;
        boolean mended = plan == null || detectAnew || !plan.detection().samePlan(detection);
        if (mended) {
            detectAnew = false;
            tell(detection);
        }
        if (mended || !questions.equals(asked)) {
            asked = questions;
            target = questions.target();
            plan = Plan.of(questions.catalog(), target, slots, detection, registry, firstLook, plan, mended);
            plan.ended().forEach(entry -> Objects.requireNonNull(session).forget(entry.sql()));
            tellLacking(plan.lacking());
        }
        return Objects.requireNonNull(plan);
    }

    /// Tells once which entries do not run, those with the same cure in one line. An extension that nobody
    /// wants is no
    /// reason to warn; a privilege that was forgotten is.
    private void tellLacking(List<Plan.Lacking> lacking) {
        if (lacking.equals(toldLacking)) {
            return;
        }
        toldLacking = lacking;
        var byCure = new LinkedHashMap<String, List<Plan.Lacking>>();
        lacking.forEach(each ->
                byCure.computeIfAbsent(each.cure(), _ -> new ArrayList<>()).add(each));
        byCure.forEach(
                (cure, entries) -> LOG.atLevel(entries.getFirst().outcome() == Outcome.DENIED ? Level.WARN : Level.INFO)
                        .log(
                                "target {}: left out {}: {} — {}",
                                target.name(),
                                entries.stream().map(Plan.Lacking::entry).collect(Collectors.joining(", ")),
                                entries.getFirst().reason(),
                                cure));
    }

    private void askServer(Plan planned, long slotNanos, Deadline deadline, List<EntryRun> runs) {
        var detection = planned.detection();
        for (var entry : planned.due(Scope.SERVER, slotNanos)) {
            var run = new EntryRun(entry, slotNanos);
            runs.add(run);
            if (session == null) {
                run.note(Outcome.DISCONNECTED, "the session was lost before its turn");
            } else if (!run.ask(session, detection.database(), detection, deadline)) {
                closeSession();
                if (entry.entry().userDefined()) {
                    openAnew(deadline);
                }
            }
        }
    }

    /// An entry of the user's that cost the session, as by a row that is too large, must not cost those
    /// after it.
    private void openAnew(Deadline deadline) {
        try {
            session =
                    deadline.passed() ? null : Session.open(target, target.url().database(), deadline);
        } catch (ConnectException e) {
            LOG.debug("target {}: no other session: {}", target.name(), target.shown(String.valueOf(e.getMessage())));
        }
    }

    private void askDatabases(
            @Nullable Session current, Plan planned, long slotNanos, Deadline deadline, List<EntryRun> runs) {
        var due = planned.due(Scope.DATABASE, slotNanos).stream()
                .map(entry -> new EntryRun(entry, slotNanos))
                .toList();
        if (due.isEmpty()) {
            return;
        }
        runs.addAll(due);
        if (current == null) {
            due.forEach(run -> run.note(Outcome.DISCONNECTED, "the session was lost before its turn"));
            return;
        }
        if (deadline.passed()) {
            due.forEach(run -> run.note(Outcome.BUDGET, "the scrape's time was used up before its turn"));
            return;
        }
        try {
            for (var database : current.databases(deadline)) {
                if (database.mayConnect() && target.databases().accepts(database.name())) {
                    askDatabase(current, database.name(), planned.detection(), deadline, due);
                }
            }
        } catch (SQLException e) {
            due.forEach(run ->
                    run.note(Outcome.of(String.valueOf(e.getSQLState())), "the list of databases: " + e.getMessage()));
        }
    }

    /// The database of the server-wide session is asked over that one; for others a session lives as long
    /// as the
    /// questions.
    private void askDatabase(
            Session current, String database, Detection detection, Deadline deadline, List<EntryRun> due) {
        if (database.equals(detection.database())) {
            askAll(current, database, detection, deadline, due);
        } else if (deadline.passed()) {
            due.forEach(run -> run.note(Outcome.BUDGET, "the scrape's time was used up before database " + database));
        } else {
            try (var own = Session.open(target, database, deadline)) {
                askAll(own, database, detection, deadline, due);
            } catch (ConnectException e) {
                // dropped since it was listed, or not open to this user: the others go on
                LOG.debug(
                        "target {}: database {} could not be entered: {}",
                        target.name(),
                        database,
                        target.shown(String.valueOf(e.getMessage())));
                due.forEach(EntryRun::countDatabaseLeftOut);
            }
        }
    }

    private static void askAll(
            Session session, String database, Detection detection, Deadline deadline, List<EntryRun> due) {
        for (var run : due) {
            if (!run.ask(session, database, detection, deadline)) {
                return;
            }
        }
    }

    private Scrape down(long slotNanos, ConnectException.Reason reason, long begun) {
        return new Scrape(target.resource(), slotNanos, false, List.of(metrics.down(slotNanos, reason, begun)));
    }

    private void tell(EntryRun run) {
        if (run.tellsDuplicates()) {
            LOG.warn("target {}: entry {}: {}", target.name(), run.entry().name(), run.duplicatesTold());
        }
        if (run.changed()) {
            if (run.outcome() == Outcome.OK) {
                LOG.info(
                        "target {}: entry {} runs again",
                        target.name(),
                        run.entry().name());
            } else {
                LOG.warn(
                        "target {}: entry {} ended {}: {}",
                        target.name(),
                        run.entry().name(),
                        run.outcome().label(),
                        run.failure(target.roleNames()));
            }
        }
    }

    private void tell(Detection detection) {
        LOG.info(
                "target {}: {} is PostgreSQL {}, a {}",
                target.name(),
                target.url().address(),
                detection.version(),
                detection.role());
        if (detection.facts().majorVersion() > ServerFacts.NEWEST_MAJOR) {
            LOG.warn(
                    "target {}: PostgreSQL {} is newer than the newest known, {}; its statements are used",
                    target.name(),
                    detection.version(),
                    ServerFacts.NEWEST_MAJOR);
        }
    }

    private void closeSession() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    /// Ends the session and releases the target's series.
    @Override
    public void close() {
        closeSession();
        metrics.release();
        if (plan != null) {
            plan.release();
            plan = null;
        }
    }
}
