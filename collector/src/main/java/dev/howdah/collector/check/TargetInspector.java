package dev.howdah.collector.check;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.catalog.Decided;
import dev.howdah.catalog.Relations;
import dev.howdah.catalog.relations.RelationKind;
import dev.howdah.collector.check.Inspection.Finding;
import dev.howdah.collector.scrape.Trial;
import dev.howdah.collector.session.Columns;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.RoleNames;
import dev.howdah.collector.target.Target;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
            String user = target.roleNames().shown(detection.user());
            try (var look = new Look(target, detection, session, deadline)) {
                return new Inspection(detection, user, entered, closed, look.findings());
            }
        } catch (SQLException e) {
            throw ConnectException.of(target.url(), target.url().database(), e);
        }
    }

    /// One look at all entries. A per-database entry is tried in the session's own database only; that
    /// shows what it needs.
    private final class Look implements AutoCloseable {
        private final Target target;
        private final Detection detection;
        private Session session;
        private final Deadline deadline;
        private final Map<RelationKind, List<Long>> selections = new EnumMap<>(RelationKind.class);

        private Look(Target target, Detection detection, Session session, Deadline deadline) {
            this.target = target;
            this.detection = detection;
            this.session = session;
            this.deadline = deadline;
        }

        /// In the catalog's order, though those that choose relations are asked first.
        private List<Finding> findings() throws ConnectException {
            var findings = new LinkedHashMap<String, Finding>();
            String user = target.roleNames().shown(detection.user());
            var sorted = Decided.all(catalog, target.switches(), target.choice(), detection.facts(), user).stream()
                    .sorted(Comparator.comparing(
                            each -> each.entry().relations().selects() == null))
                    .toList();
            for (var each : sorted) {
                findings.put(each.entry().name(), find(each));
            }
            return catalog.entries().stream()
                    .flatMap(entry -> Stream.ofNullable(findings.get(entry.name())))
                    .toList();
        }

        private Finding find(Decided decided) throws ConnectException {
            var entry = decided.entry();
            return switch (decided.decision()) {
                case Decision.NotForThisServer(String reason) ->
                    new Finding.NotForThisServer(entry.name(), entry.metrics().isEmpty() ? decided.note() : reason);
                case Decision.Missing(boolean _, String reason, String cure) ->
                    new Finding.Missing(entry.name(), reason, cure);
                case Decision.Runs(String sql) ->
                    entry.userDefined() ? tryOut(entry, sql, decided.note()) : run(entry, sql, decided.note());
            };
        }

        /// As a scrape would run it, so that values that are no numbers show. It may have cost the session.
        private Finding tryOut(CatalogEntry entry, String sql, String note) throws ConnectException {
            if (session.isClosed()) {
                session = Session.open(target, target.url().database(), deadline);
            }
            long begun = System.nanoTime();
            var trial = Trial.of(entry, sql, target, detection, session, deadline);
            if (trial.fails()) {
                return new Finding.Failed(entry.name(), trial.problem());
            }
            String notes = Stream.of(trial.problem(), note)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("; "));
            return new Finding.Runs(entry.name(), trial.rows(), (System.nanoTime() - begun) / 1e6, notes);
        }

        /// Ends a session that was opened after the first was lost.
        @Override
        public void close() {
            session.close();
        }

        private Finding run(CatalogEntry entry, String sql, String note) {
            long begun = System.nanoTime();
            try {
                var oids = oids(entry.relations());
                int limit = Math.max(entry.rowLimit(), oids == null ? 0 : oids.size());
                return session.query(
                        sql,
                        oids,
                        deadline.atMost(entry.timeout()),
                        limit,
                        Session.Trust.TRUSTED,
                        answer -> read(entry, answer, begun, note));
            } catch (SQLException e) {
                String words = target.roleNames() == RoleNames.SHOW ? firstLine(e) + " " : "";
                return new Finding.Failed(entry.name(), "%s(SQLSTATE %s)".formatted(words, e.getSQLState()));
            }
        }

        private @Nullable List<Long> oids(Relations relations) {
            var kind = relations.selects() != null ? relations.selects() : relations.selection();
            return kind == null ? null : selections.getOrDefault(kind, List.of());
        }

        private Finding read(CatalogEntry entry, ResultSet answer, long begun, String note) throws SQLException {
            int rows = 0;
            Finding.@Nullable Chooses choice = null;
            while (answer.next()) {
                rows++;
                choice = entry.relations().selects() == null ? null : choice(entry, answer);
            }
            return choice == null
                    ? new Finding.Runs(entry.name(), rows, (System.nanoTime() - begun) / 1e6, note)
                    : choice;
        }

        private Finding.Chooses choice(CatalogEntry entry, ResultSet answer) throws SQLException {
            var kind = Objects.requireNonNull(entry.relations().selects());
            var oids = Columns.oids(answer, answer.findColumn(Relations.SELECTED));
            selections.put(kind, oids);
            var leftOut = new LinkedHashMap<String, Long>();
            var metadata = answer.getMetaData();
            for (int column = 1; column <= metadata.getColumnCount(); column++) {
                String name = metadata.getColumnLabel(column);
                if (name.startsWith(Relations.LEFT_OUT_BY)) {
                    leftOut.put(name.substring(Relations.LEFT_OUT_BY.length()), answer.getLong(column));
                }
            }
            return new Finding.Chooses(entry.name(), kind.word(), oids.size(), leftOut);
        }
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
