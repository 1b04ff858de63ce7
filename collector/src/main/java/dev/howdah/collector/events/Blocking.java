package dev.howdah.collector.events;

import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.catalog.EventStatement;
import dev.howdah.collector.session.Columns;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.model.log.LogAttributes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one session waits for, and who holds it.
///
/// @param pids of the sessions it waits for; 0 is a prepared transaction
/// @param sinceNanos since when, in nanoseconds since the epoch; 0 when the server does not say, as before 14
/// @param seconds it has waited for
record Blocking(List<String> pids, String mode, String type, String relation, long sinceNanos, long seconds) {
    /// How many sessions are asked about in one sampling: each holds up the lock tables for a moment.
    static final int MOST = 100;

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    static Map<Integer, Blocking> of(Session session, Detection detection, List<Integer> pids) throws SQLException {
        if (!(EventStatement.BLOCKING.decide(detection.facts(), detection.user())
                instanceof Decision.Runs(String sql))) {
            return Map.of();
        }
        String array = pids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        return session.queryWith(array, sql, TIMEOUT, rows -> {
            var result = new HashMap<Integer, Blocking>();
            while (rows.next()) {
                result.put(rows.getInt("pid"), read(rows));
            }
            return result;
        });
    }

    private static Blocking read(ResultSet row) throws SQLException {
        String blockers = text(row, "blockers");
        long since = Columns.epochNanos(row, row.findColumn("waitstart"));
        return new Blocking(
                blockers.isEmpty()
                        ? List.of()
                        : Stream.of(blockers.split(",", -1)).distinct().toList(),
                text(row, "mode"),
                text(row, "locktype"),
                text(row, "relation"),
                since,
                since == 0 ? 0 : Math.max(0, row.getLong("seconds")));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Columns.text(row, row.findColumn(column));
    }

    /// A session that got its lock meanwhile has no blockers any more, and nothing to tell.
    void addTo(LogAttributes.Builder attributes) {
        if (pids.isEmpty()) {
            return;
        }
        attributes
                .texts("postgresql.blocking.pids", pids)
                .text("postgresql.blocking.lock.mode", mode)
                .text("postgresql.blocking.lock.type", type)
                .text("postgresql.blocking.lock.relation", relation);
        if (sinceNanos > 0) {
            attributes
                    .text(
                            "postgresql.blocking.start_time",
                            Instant.ofEpochSecond(0, sinceNanos).toString())
                    .whole("postgresql.blocking.wait_duration", seconds);
        }
    }
}
