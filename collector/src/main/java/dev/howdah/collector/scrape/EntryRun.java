package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.model.PointBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// One run of one entry in one slot, over one session or over several databases' in turn.
final class EntryRun {
    /// With less than this left of the budget an entry is not begun.
    private static final Duration LEAST_BUDGET = Duration.ofMillis(20);

    private final PlannedEntry planned;
    private final long slotNanos;
    private final PointBatch.Builder batch;
    private long tookNanos;
    private int duplicates;
    private int databasesLeftOut;
    private Outcome outcome = Outcome.OK;
    private String failure = "";

    EntryRun(PlannedEntry planned, long slotNanos) {
        this.planned = planned;
        this.slotNanos = slotNanos;
        this.batch = PointBatch.builder(planned.entry().name(), slotNanos, planned.freshForNanos());
        planned.points().begin();
    }

    CatalogEntry entry() {
        return planned.entry();
    }

    /// Asks one session. A failure is kept as the run's outcome; nothing is thrown.
    ///
    /// @return whether the session can be used further
    boolean ask(Session session, String database, Detection detection, Deadline deadline) {
        var disabled = planned.disabledIn(database);
        if (disabled != null) {
            note(disabled, "not tried again in \"%s\" until the server is detected anew".formatted(database));
            return true;
        }
        long begun = System.nanoTime();
        try {
            Duration timeout = deadline.atMost(entry().timeout());
            if (timeout.compareTo(LEAST_BUDGET) < 0) {
                note(Outcome.BUDGET, "the scrape's time was used up before its turn");
                return true;
            }
            // one row more than wanted tells whether there are more
            var leftOut = session.query(
                    planned.sql(),
                    timeout,
                    entry().rowLimit() + 1,
                    answer -> planned.points().read(answer, slotNanos, detection.statisticsSinceNanos(), batch));
            duplicates += leftOut.duplicates();
            if (leftOut.truncated()) {
                note(Outcome.TRUNCATED, "more than %d rows".formatted(entry().rowLimit()));
            }
            return true;
        } catch (SQLException e) {
            return !failed(session, database, e);
        } finally {
            tookNanos += System.nanoTime() - begun;
        }
    }

    /// @return whether the session is lost
    private boolean failed(Session session, String database, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        session.forget(planned.sql());
        boolean lost = session.isClosed() || Outcome.of(state) == Outcome.DISCONNECTED;
        var how = lost ? Outcome.DISCONNECTED : Outcome.of(state);
        if (how.disables()) {
            planned.disable(database, how);
        }
        note(
                how,
                "%s (SQLSTATE %s)"
                        .formatted(
                                String.valueOf(e.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse(""),
                                state));
        return lost;
    }

    /// Keeps the gravest outcome of all databases.
    void note(Outcome how, String why) {
        if (how.compareTo(outcome) > 0) {
            outcome = how;
            failure = why;
        }
    }

    Outcome outcome() {
        return outcome;
    }

    /// Why the outcome is not `ok`; empty otherwise.
    String failure() {
        return failure;
    }

    /// Takes note that a database could not be entered.
    void countDatabaseLeftOut() {
        databasesLeftOut++;
    }

    /// What was left out, by reason: `duplicate` rows, `database` for databases that could not be entered.
    private Map<String, Integer> leftOut() {
        var result = new TreeMap<String, Integer>();
        if (duplicates > 0) {
            result.put("duplicate", duplicates);
        }
        if (databasesLeftOut > 0) {
            result.put("database", databasesLeftOut);
        }
        return result;
    }

    /// Ends the run and gives its points.
    PointBatch finish() {
        planned.points().end();
        return batch.build();
    }

    /// Takes note of the end.
    ///
    /// @return whether it ended otherwise than the run before
    boolean changed() {
        return planned.ended(slotNanos, new PlannedEntry.LastRun(outcome, tookNanos / 1e9, leftOut()));
    }
}
