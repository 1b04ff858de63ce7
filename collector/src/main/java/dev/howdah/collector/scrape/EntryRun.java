package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.Scope;
import dev.howdah.catalog.yaml.Durations;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.RoleNames;
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
    private int rows;
    private int duplicates;
    private int unreadable;
    private int databasesLeftOut;
    private Outcome outcome = Outcome.OK;
    private String failure = "";
    private String words = "";

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
        var paused = planned.pausedIn(database, slotNanos);
        if (paused != null) {
            note(paused, "left alone for a while in \"%s\", because it failed there".formatted(database));
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
                    entry().userDefined() ? Session.Trust.CONTAINED : Session.Trust.TRUSTED,
                    answer -> planned.points().read(answer, slotNanos, detection.statisticsSinceNanos(), batch));
            planned.succeededIn(database);
            rows += leftOut.rows();
            duplicates += leftOut.duplicates();
            if (leftOut.unreadable() > 0) {
                unreadable += leftOut.unreadable();
                note(Outcome.ERROR, leftOut.firstUnreadable());
            }
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
        if (entry().userDefined()) {
            planned.failedIn(database, slotNanos, how);
        } else if (how.disables()) {
            planned.disable(database, how);
        }
        note(how, String.valueOf(e.getMessage()).lines().findFirst().orElse(""), "SQLSTATE " + state);
        return lost;
    }

    private void note(Outcome how, String serversWords, String state) {
        if (how.compareTo(outcome) > 0) {
            note(how, state);
            words = serversWords;
        }
    }

    /// Keeps the gravest outcome of all databases.
    void note(Outcome how, String why) {
        if (how.compareTo(outcome) > 0) {
            outcome = how;
            failure = why;
            words = "";
        }
    }

    Outcome outcome() {
        return outcome;
    }

    /// Why the outcome is not `ok`; empty otherwise. A server's words may name roles.
    String why(RoleNames roleNames) {
        return switch (roleNames) {
            case SHOW -> words.isEmpty() ? failure : "%s (%s)".formatted(words, failure);
            case HASH -> failure;
        };
    }

    /// The same, and when it is tried again.
    String failure(RoleNames roleNames) {
        String why = why(roleNames);
        return entry().userDefined() && !outcome.brought() && !failure.isEmpty() && unreadable == 0
                ? why
                        + " — tried again after growing pauses, %s at most"
                                .formatted(Durations.format(PlannedEntry.LONGEST_PAUSE))
                : why;
    }

    /// Rows that were read.
    int rows() {
        return rows;
    }

    /// Whether rows were left out as duplicates, and that was not told before. It is told of the user's
    /// own entries, whose
    /// attributes then do not tell the rows apart.
    boolean tellsDuplicates() {
        return duplicates > 0 && entry().userDefined() && planned.firstDuplicates();
    }

    String duplicatesTold() {
        return "%d rows were left out, because an earlier row has the same attributes — add an attribute that tells them apart%s"
                .formatted(duplicates, entry().scope() == Scope.DATABASE ? ", such as the database" : "");
    }

    /// Takes note that a database could not be entered.
    void countDatabaseLeftOut() {
        databasesLeftOut++;
    }

    /// What was left out, by reason: `duplicate` rows, `unreadable` values, `database` for databases
    /// that could not be entered.
    private Map<String, Integer> leftOut() {
        var result = new TreeMap<String, Integer>();
        if (duplicates > 0) {
            result.put("duplicate", duplicates);
        }
        if (unreadable > 0) {
            result.put("unreadable", unreadable);
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
