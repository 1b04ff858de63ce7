package dev.howdah.collector.events;

import dev.howdah.collector.events.StatementTexts.Text;
import dev.howdah.collector.session.Backend;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.EventSettings.TopQueryCollection;
import dev.howdah.collector.target.Target;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plans of statements, kept for a while; so is that there is none. Each database is entered with a
/// session of its own, one at a time.
final class StatementPlans {
    private static final Logger LOG = LoggerFactory.getLogger(StatementPlans.class);

    /// Time for all plans of one interval, at most.
    private static final Duration BUDGET = Duration.ofSeconds(10);

    private final Target target;
    private final TopQueryCollection settings;
    private final EventTelemetry telemetry;
    private final Lru<Text, Kept> kept;
    private boolean toldRefused;
    /// Server processes that gave no answer when asked for a plan, by database.
    private final Map<String, Backend> left = new HashMap<>();

    private record Kept(String plan, long untilNanos) {}

    /// A statement whose plan is wanted.
    record Wanted(Text text, String database) {}

    StatementPlans(Target target, TopQueryCollection settings, EventTelemetry telemetry) {
        this.target = target;
        this.settings = settings;
        this.telemetry = telemetry;
        this.kept = new Lru<>(settings.queryPlanCacheSize());
    }

    /// The plan; empty when there is none.
    String told(Text text) {
        var plan = kept.get(text);
        return plan == null ? "" : plan.plan();
    }

    /// Those of the statements that are to be explained now, and whose texts are needed for that.
    List<Wanted> due(List<Wanted> statements) {
        var due = new ArrayList<Wanted>();
        for (var statement : statements) {
            var plan = kept.get(statement.text());
            boolean fresh = plan != null && plan.untilNanos() - System.nanoTime() > 0;
            if (!fresh && due.size() < settings.maxExplainEachInterval() && !due.contains(statement)) {
                due.add(statement);
            }
        }
        return due;
    }

    /// Explains statements, as far as the time suffices.
    void explain(Session session, Detection detection, List<Wanted> due, Map<Text, String> texts) throws SQLException {
        if (due.isEmpty() || isRefused(session)) {
            return;
        }
        var deadline = Deadline.in(BUDGET);
        var byDatabase = new LinkedHashMap<String, List<Text>>();
        for (var statement : due) {
            if (texts.containsKey(statement.text())) {
                byDatabase
                        .computeIfAbsent(statement.database(), _ -> new ArrayList<>())
                        .add(statement.text());
            }
        }
        for (var database : byDatabase.entrySet()) {
            explainIn(database.getKey(), detection, database.getValue(), texts, deadline);
        }
    }

    private boolean isRefused(Session session) throws SQLException {
        boolean refused = Explain.isRefused(session);
        if (refused && !toldRefused) {
            LOG.warn(
                    "target {}: no plans: user {} is a superuser, and planning may run functions of others — let Howdah"
                            + " use a role of its own with pg_monitor and pg_read_all_data",
                    target.name(),
                    target.shown(target.url().user()));
        }
        toldRefused = refused;
        return refused;
    }

    private void explainIn(
            String database, Detection detection, List<Text> statements, Map<Text, String> texts, Deadline deadline) {
        if (deadline.passed()) {
            statements.forEach(_ -> telemetry.plan("budget"));
            return;
        }
        try (var session = Session.openForTexts(target, database, deadline)) {
            var backend = left.get(database);
            if (backend != null && session.terminate(backend, deadline)) {
                statements.forEach(_ -> telemetry.plan("hung"));
                return;
            }
            left.remove(database);
            for (var statement : statements) {
                if (deadline.passed()) {
                    telemetry.plan("budget");
                    continue;
                }
                var result = explain(session, detection, statement, texts.getOrDefault(statement, ""));
                telemetry.plan(result.outcome());
                keep(statement, result.plan());
            }
        } catch (ConnectException | SQLException e) {
            LOG.debug("target {}: no plans from database {}", target.name(), database, target.shown(e));
            telemetry.plan("disconnected");
        }
    }

    private Explain.Result explain(Session session, Detection detection, Text statement, String text)
            throws SQLException {
        try {
            return Explain.of(session, detection.facts().majorVersion(), text);
        } catch (SQLException e) {
            var backend = session.backend();
            if (Session.wasSilent(e) && backend != null) {
                LOG.warn(
                        "target {}: server process {} hangs over the plan of a statement in database {} — it is told to end; if it stays, see pg_stat_activity and end it on the server's machine",
                        target.name(),
                        backend.pid(),
                        session.database());
                left.put(session.database(), backend);
                // it would hang again
                keep(statement, "");
            }
            throw e;
        }
    }

    private void keep(Text statement, String plan) {
        kept.put(
                statement,
                new Kept(plan, System.nanoTime() + settings.queryPlanCacheTtl().toNanos()));
    }
}
