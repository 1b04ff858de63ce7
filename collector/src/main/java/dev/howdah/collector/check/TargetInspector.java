package dev.howdah.collector.check;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.collector.check.Inspection.Finding;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.Target;
import java.sql.SQLException;
import java.util.ArrayList;

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
        try (var session = Session.open(target, target.url().database(), deadline)) {
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
                findings.add(find(entry, target, detection, session, deadline));
            }
            return new Inspection(detection, entered, closed, findings);
        } catch (SQLException e) {
            throw ConnectException.of(target.url(), target.url().database(), e);
        }
    }

    private static Finding find(
            CatalogEntry entry, Target target, Detection detection, Session session, Deadline deadline) {
        return switch (entry.decide(detection.facts(), target.preset(), detection.user())) {
            case Decision.NotForThisServer(String reason) -> new Finding.NotForThisServer(entry.name(), reason);
            case Decision.Missing(boolean _, String reason, String cure) ->
                new Finding.Missing(entry.name(), reason, cure);
            case Decision.Runs(String sql) -> run(entry, sql, session, deadline);
        };
    }

    /// A per-database entry is tried in the session's own database only; that shows what it needs.
    private static Finding run(CatalogEntry entry, String sql, Session session, Deadline deadline) {
        long begun = System.nanoTime();
        try {
            int rows = session.query(sql, deadline.atMost(entry.timeout()), entry.rowLimit(), answer -> {
                int count = 0;
                while (answer.next()) {
                    count++;
                }
                return count;
            });
            return new Finding.Runs(entry.name(), rows, (System.nanoTime() - begun) / 1e6);
        } catch (SQLException e) {
            return new Finding.Failed(
                    entry.name(),
                    "%s (SQLSTATE %s)"
                            .formatted(
                                    String.valueOf(e.getMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse(""),
                                    e.getSQLState()));
        }
    }
}
