package dev.howdah.collector.events;

import dev.howdah.collector.scrape.Outcome;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.text.PlanObfuscator;
import dev.howdah.collector.text.StatementShape;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;

/// Asks for the plan of a statement whose parameters nobody knows. Nothing is executed: `EXPLAIN` without
/// `ANALYZE`, in a read-only session with short time-outs, whose search path holds none of the user's
/// schemas.
final class Explain {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /// A plan that is longer is no use cut off.
    private static final int LONGEST = 16_384;

    private Explain() {}

    /// What became of it.
    ///
    /// @param outcome in one word, for metrics
    /// @param plan without literals; empty when there is none
    record Result(String outcome, String plan) {
        static Result none(String outcome) {
            return new Result(outcome, "");
        }
    }

    /// @param text the statement as the server tells it, perhaps cut off
    /// @throws SQLException only when the session was lost
    static Result of(Session session, int majorVersion, String text) throws SQLException {
        var shape = StatementShape.of(text);
        if (!shape.plannable() || text.length() >= QueryText.LONGEST_READ) {
            return Result.none("unsupported");
        }
        if (shape.parameters() > 0 && majorVersion < 12) {
            return Result.none("parameters");
        }
        try {
            String plan = PlanObfuscator.obfuscate(ask(session, majorVersion, text, shape.parameters()));
            return plan.length() > LONGEST ? Result.none("too_long") : new Result("ok", plan);
        } catch (SQLException e) {
            var outcome = Outcome.of(String.valueOf(e.getSQLState()));
            if (outcome == Outcome.DISCONNECTED) {
                throw e;
            }
            return Result.none(outcome.label());
        }
    }

    private static String ask(Session session, int majorVersion, String text, int parameters) throws SQLException {
        if (parameters == 0) {
            return session.once("EXPLAIN (FORMAT JSON) " + text, TIMEOUT);
        }
        if (majorVersion >= 16) {
            return session.once("EXPLAIN (GENERIC_PLAN, FORMAT JSON) " + text, TIMEOUT);
        }
        session.once("SET plan_cache_mode = force_generic_plan", TIMEOUT);
        session.once("PREPARE howdah_plan AS " + text, TIMEOUT);
        try {
            String nulls = String.join(", ", Collections.nCopies(parameters, "NULL"));
            return session.once("EXPLAIN (FORMAT JSON) EXECUTE howdah_plan(%s)".formatted(nulls), TIMEOUT);
        } finally {
            session.once("DEALLOCATE howdah_plan", TIMEOUT);
        }
    }

    /// Whether the session's user is one whose plans could do harm: planning runs functions that call themselves
    /// immutable, with all that the user may do.
    static boolean isRefused(Session session) throws SQLException {
        return session.once("SELECT current_setting('is_superuser')", TIMEOUT)
                .toLowerCase(Locale.ROOT)
                .equals("on");
    }
}
