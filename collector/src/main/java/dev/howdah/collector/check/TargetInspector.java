package dev.howdah.collector.check;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.catalog.Switches.Switched;
import dev.howdah.collector.check.Inspection.Finding;
import dev.howdah.collector.scrape.Trial;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.Target;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Looks at a target: connects, detects, and runs every entry once.
public final class TargetInspector {
    private final Catalog catalog;

    public TargetInspector(Catalog catalog) {
        this.catalog = catalog;
    }

    /// Looks at one target, within its time-out.
    ///
    /// @throws ConnectException when the target cannot be reached, or is lost while it is looked at
    public Inspection inspect(Target target) throws ConnectException {
        var deadline = Deadline.in(target.timeout());
        var session = Session.open(target, target.url().database(), deadline);
        try {
            var detection = session.detect(deadline);
            var entered = new ArrayList<String>();
            var closed = new ArrayList<String>();
            for (var database : session.databases(deadline)) {
                if (target.databases().accepts(database.name())) {
                    (database.mayConnect() ? entered : closed).add(database.name());
                }
            }
            var findings = new ArrayList<Finding>();
            for (var entry : catalog.entries()) {
                if (session.isClosed()) {
                    // what cost it is told already; the others are looked at all the same
                    session = Session.open(target, target.url().database(), deadline);
                }
                var switched = target.switches().apply(entry, target.preset());
                findings.add(find(switched, target, detection, session, deadline));
            }
            return new Inspection(detection, target.roleNames().shown(detection.user()), entered, closed, findings);
        } catch (SQLException e) {
            throw ConnectException.of(target.url(), target.url().database(), e);
        } finally {
            session.close();
        }
    }

    private static Finding find(
            Switched switched, Target target, Detection detection, Session session, Deadline deadline) {
        var entry = switched.entry();
        String user = target.roleNames().shown(detection.user());
        return switch (entry.decide(detection.facts(), target.preset(), user)) {
            case Decision.NotForThisServer(String reason) ->
                new Finding.NotForThisServer(entry.name(), entry.metrics().isEmpty() ? switched.note() : reason);
            case Decision.Missing(boolean _, String reason, String cure) ->
                new Finding.Missing(entry.name(), reason, cure);
            case Decision.Runs(String sql) -> {
                // a per-database entry is tried in the session's own database only; that shows what it needs
                long begun = System.nanoTime();
                var trial = Trial.of(entry, sql, target, detection, session, deadline);
                double millis = (System.nanoTime() - begun) / 1e6;
                yield trial.fails()
                        ? new Finding.Failed(entry.name(), trial.problem())
                        : new Finding.Runs(
                                entry.name(), trial.rows(), millis, joined(trial.problem(), switched.note()));
            }
        };
    }

    private static String joined(String problem, String note) {
        return Stream.of(problem, note).filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
    }
}
