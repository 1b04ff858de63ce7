package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.yaml.Durations;
import dev.howdah.collector.session.Backend;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.RoleNames;
import dev.howdah.model.PointBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run of one entry in one slot.
final class EntryRun {
    private static final Logger LOG = LoggerFactory.getLogger(EntryRun.class);

    /// With less than this left of the budget an entry is not begun.
    private static final Duration LEAST_BUDGET = Duration.ofMillis(20);

    private static final String PAUSES =
            " — tried again after growing pauses, %s at most".formatted(Durations.format(PlannedEntry.LONGEST_PAUSE));

    private final PlannedEntry planned;
    private final long slotNanos;
    private final PointBatch.Builder batch;
    private final RoleNames roleNames;
    private long tookNanos;
    private int rows;
    private int duplicates;
    private int unreadable;
    private Outcome outcome = Outcome.OK;
    private String failure = "";

    /// @param source the name of the batch that this run's replaces
    /// @param longerFreshNanos how much longer than usual its points stay current
    /// @param roleNames whether the server's words, which may name roles, are told
    EntryRun(PlannedEntry planned, String source, long slotNanos, long longerFreshNanos, RoleNames roleNames) {
        this.roleNames = roleNames;
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
        if (livesOn(session, deadline)) {
            notBegun(Outcome.HUNG, hung(planned.left()), selections);
            return true;
        }
        var paused = planned.paused(slotNanos);
        if (paused != null) {
            notBegun(paused.outcome(), paused.failure(), selections);
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

    /// What depends on its choice cannot run either.
    private void notBegun(Outcome how, String why, Selections selections) {
        note(how, why);
        if (entry().relations().selects() != null) {
            selections.failed(how);
        }
    }

    /// Whether the server process that was left with this entry's statement lives on: another would be
    /// left with it, and one more in each slot. It is told to end, so that the next look finds it gone.
    private boolean livesOn(Session session, Deadline deadline) {
        var left = planned.left();
        if (left == null) {
            return false;
        }
        try {
            if (deadline.passed() || session.terminate(left, deadline)) {
                return true;
            }
        } catch (SQLException e) {
            LOG.debug("entry {}: server process {} could not be ended", entry().name(), left.pid(), e);
            return true;
        }
        planned.leave(null);
        return false;
    }

    private static String hung(@Nullable Backend left) {
        String process = left == null ? "the server" : "server process " + left.pid();
        return process + " gave no answer and did not react to being cancelled — it is told to end, and while it lives"
                + " the entry is not sent again; if it stays, see pg_stat_activity and end it on the server's machine";
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
                entry().userDefined() ? Session.Trust.CONTAINED : Session.Trust.TRUSTED,
                answer -> planned.points().read(answer, limit, slotNanos, detection.statisticsSinceNanos(), batch));
        planned.succeeded();
        rows = read.rows();
        duplicates = read.duplicates();
        unreadable = read.unreadable();
        if (read.truncated()) {
            note(Outcome.TRUNCATED, "more than %d rows".formatted(limit));
        }
        if (unreadable > 0) {
            note(Outcome.ERROR, read.firstUnreadable());
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
        boolean hung = lost && Session.wasSilent(e);
        var how = hung ? Outcome.HUNG : lost ? Outcome.DISCONNECTED : Outcome.of(state);
        if (hung) {
            planned.leave(session.backend());
        }
        String why = hung ? hung(session.backend()) : words(e, state);
        boolean pauses = hung || entry().userDefined();
        note(how, pauses ? why + PAUSES : why);
        if (pauses) {
            planned.failed(slotNanos, how, failure);
        } else if (how.disables()) {
            planned.disable(how);
        }
        return lost;
    }

    private String words(SQLException e, String state) {
        return switch (roleNames) {
            case SHOW -> "%s (SQLSTATE %s)".formatted(firstLine(e), state);
            case HASH -> "SQLSTATE " + state;
        };
    }

    Outcome outcome() {
        return outcome;
    }

    /// Why the outcome is not `ok`; empty otherwise.
    String failure() {
        return failure;
    }

    /// Rows that were read.
    int rows() {
        return rows;
    }

    int duplicates() {
        return duplicates;
    }

    /// What was left out, by reason: `duplicate` rows, `unreadable` values.
    private Map<String, Integer> leftOut() {
        var result = new TreeMap<String, Integer>();
        if (duplicates > 0) {
            result.put("duplicate", duplicates);
        }
        if (unreadable > 0) {
            result.put("unreadable", unreadable);
        }
        return result;
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
        planned.ended(slotNanos, new PlannedEntry.LastRun(outcome, failure, tookNanos / 1e9, leftOut()));
        return batch.build();
    }
}
