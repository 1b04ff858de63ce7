package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.model.PointBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/// One run of one entry in one slot.
final class EntryRun {
    /// With less than this left of the budget an entry is not begun.
    private static final Duration LEAST_BUDGET = Duration.ofMillis(20);

    private final PlannedEntry planned;
    private final long slotNanos;
    private final PointBatch.Builder batch;
    private long tookNanos;
    private int duplicates;
    private Outcome outcome = Outcome.OK;
    private String failure = "";

    /// @param source the name of the batch that this run's replaces
    /// @param longerFreshNanos how much longer than usual its points stay current
    EntryRun(PlannedEntry planned, String source, long slotNanos, long longerFreshNanos) {
        this.planned = planned;
        this.slotNanos = slotNanos;
        this.batch = PointBatch.builder(source, slotNanos, planned.freshForNanos() + longerFreshNanos);
        planned.points().begin();
    }

    CatalogEntry entry() {
        return planned.entry();
    }

    /// Asks. A failure is kept as the run's outcome; nothing is thrown.
    ///
    /// @param selections what earlier entries chose; this one's choice is added
    /// @return whether the session can be used further
    boolean ask(Session session, Detection detection, Selections selections, Deadline deadline) {
        var disabled = planned.disabled();
        if (disabled != null) {
            note(disabled, "not tried again in \"%s\" until the server is detected anew".formatted(session.database()));
            return true;
        }
        if (!selections.serve(entry())) {
            note(
                    selections.failure(),
                    "the relations it is about could not be chosen in \"%s\"".formatted(session.database()));
            return true;
        }
        long begun = System.nanoTime();
        try {
            Duration timeout = deadline.atMost(entry().timeout());
            if (timeout.compareTo(LEAST_BUDGET) < 0) {
                note(Outcome.BUDGET, "the scrape's time was used up before its turn");
                return true;
            }
            read(session, detection, selections, timeout);
            return true;
        } catch (SQLException e) {
            return !failed(session, e);
        } finally {
            if (outcome != Outcome.OK && entry().relations().selects() != null) {
                selections.failed(outcome);
            }
            tookNanos = System.nanoTime() - begun;
        }
    }

    private void read(Session session, Detection detection, Selections selections, Duration timeout)
            throws SQLException {
        var chosen = selections.parameter(entry());
        int limit = Math.max(entry().rowLimit(), chosen == null ? 0 : chosen.size());
        // one row more than wanted tells whether there are more
        var read = session.query(
                planned.sql(),
                chosen,
                timeout,
                limit + 1,
                answer -> planned.points().read(answer, limit, slotNanos, detection.statisticsSinceNanos(), batch));
        duplicates = read.duplicates();
        if (read.truncated()) {
            note(Outcome.TRUNCATED, "more than %d rows".formatted(limit));
        }
        if (read.selected() != null) {
            selections.choose(entry(), read.selected());
        }
    }

    /// @return whether the session is lost
    private boolean failed(Session session, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        session.forget(planned.sql());
        boolean lost = session.isClosed() || Outcome.of(state) == Outcome.DISCONNECTED;
        var how = lost ? Outcome.DISCONNECTED : Outcome.of(state);
        if (how.disables()) {
            planned.disable(how);
        }
        note(how, "%s (SQLSTATE %s)".formatted(firstLine(e), state));
        return lost;
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    void note(Outcome how, String why) {
        outcome = how;
        failure = why;
    }

    /// Ends the run and gives its points.
    PointBatch finish() {
        planned.points().end();
        Map<String, Integer> leftOut = duplicates > 0 ? Map.of("duplicate", duplicates) : Map.of();
        planned.ended(slotNanos, new PlannedEntry.LastRun(outcome, failure, tookNanos / 1e9, leftOut));
        return batch.build();
    }
}
