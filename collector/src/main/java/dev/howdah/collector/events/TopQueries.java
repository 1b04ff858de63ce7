package dev.howdah.collector.events;

import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.catalog.EventStatement;
import dev.howdah.collector.events.StatementDeltas.Delta;
import dev.howdah.collector.events.StatementPlans.Wanted;
import dev.howdah.collector.events.StatementTexts.Text;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.EventSettings.TopQueryCollection;
import dev.howdah.collector.target.Target;
import dev.howdah.model.log.LogAttributes;
import dev.howdah.model.log.LogRecord;
import dev.howdah.model.log.Severity;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// Finds the statements that took most of the time since the look before, and tells by how much their numbers grew.
final class TopQueries implements EventSource {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int LEAST_TEXTS_KEPT = 1000;

    private final Target target;
    private final TopQueryCollection settings;
    private final StatementDeltas deltas = new StatementDeltas();
    private final StatementTexts texts;
    private final StatementPlans plans;
    private long serverStartedNanos;

    TopQueries(Target target, TopQueryCollection settings, EventTelemetry telemetry) {
        this.target = target;
        this.settings = settings;
        this.texts = new StatementTexts(target, Math.max(LEAST_TEXTS_KEPT, 2 * settings.topNQuery()));
        this.plans = new StatementPlans(target, settings, telemetry);
    }

    @Override
    public String name() {
        return "db.server.top_query";
    }

    @Override
    public Duration interval() {
        return settings.collectionInterval();
    }

    @Override
    public Decision decide(Detection detection) {
        return EventStatement.TOP_QUERY.decide(detection.facts(), detection.user());
    }

    @Override
    public Found collect(Session session, Detection detection, long nowNanos) throws SQLException {
        if (!(decide(detection) instanceof Decision.Runs(String sql))) {
            return new Found(List.of(), false);
        }
        if (detection.startedNanos() != serverStartedNanos) {
            // another server, or the same with numbers that may be older ones
            deltas.forget();
            serverStartedNanos = detection.startedNanos();
        }
        int most = settings.maxRowsPerQuery();
        var look = session.query(sql, TIMEOUT, most + 1, rows -> LookReader.read(rows, most));
        var top = deltas.next(look).stream()
                .filter(delta -> target.databases().accepts(delta.entry().database()))
                .sorted(Comparator.<Delta>comparingDouble(delta -> -delta.grown(Measure.TOTAL_EXEC_TIME))
                        .thenComparingDouble(delta -> -delta.grown(Measure.CALLS)))
                .limit(settings.topNQuery())
                .toList();
        readTexts(session, detection, top);
        return new Found(top.stream().map(delta -> record(delta, nowNanos)).toList(), look.truncated());
    }

    private void readTexts(Session session, Detection detection, List<Delta> top) throws SQLException {
        var due = plans.due(top.stream()
                .map(delta -> new Wanted(text(delta), delta.entry().database()))
                .filter(wanted -> !wanted.database().isEmpty())
                .toList());
        var wanted = new HashSet<Text>();
        due.forEach(statement -> wanted.add(statement.text()));
        top.stream().map(TopQueries::text).filter(text -> !texts.knows(text)).forEach(wanted::add);
        plans.explain(session, detection, due, texts.fetch(session, detection, wanted));
    }

    private static Text text(Delta delta) {
        return Text.of(delta.entry().key());
    }

    private LogRecord record(Delta delta, long nowNanos) {
        var entry = delta.entry();
        var attributes = LogAttributes.builder()
                .text("db.system.name", "postgresql")
                .text("db.namespace", entry.database())
                .text("db.query.text", texts.told(text(delta)))
                .text("postgresql.queryid", Long.toString(entry.key().queryid()))
                .text("postgresql.rolname", target.roleNames().shown(entry.role()));
        if (entry.key().toplevel() != null) {
            attributes.truth("postgresql.toplevel", entry.key().toplevel());
        }
        for (var measure : Measure.ALL) {
            measure.addTo(attributes, delta.grown(measure));
        }
        attributes.text("postgresql.query_plan", plans.told(text(delta)));
        return new LogRecord(nowNanos, Severity.INFO, name(), "", attributes.build(), null);
    }
}
