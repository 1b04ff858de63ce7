package dev.howdah.collector.events;

import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.catalog.EventStatement;
import dev.howdah.collector.events.StatementLook.StatementKey;
import dev.howdah.collector.scrape.Outcome;
import dev.howdah.collector.session.Columns;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.Target;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Texts of statements, kept without literals. The server reads a file with all texts to answer, so it is asked only
/// for those not known yet.
final class StatementTexts {
    private static final Logger LOG = LoggerFactory.getLogger(StatementTexts.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /// How long a server that failed to tell texts is not asked for any: one text in a wrong encoding spoils all.
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final Target target;
    private final Lru<Text, String> kept;
    private boolean failed;
    private long failedAt;

    /// What a text belongs to: equal numbers stand for equal statements within a database.
    record Text(long dbid, long queryid) {
        static Text of(StatementKey key) {
            return new Text(key.dbid(), key.queryid());
        }
    }

    /// @param mostKept how many texts are kept
    StatementTexts(Target target, int mostKept) {
        this.target = target;
        this.kept = new Lru<>(mostKept);
    }

    boolean knows(Text text) {
        return kept.get(text) != null;
    }

    /// The text without literals; empty when it is not known.
    String told(Text text) {
        String told = kept.get(text);
        return told == null ? "" : told;
    }

    /// Asks for texts, keeps them, and hands them over as they are, to be explained and then forgotten.
    Map<Text, String> fetch(Session session, Detection detection, Collection<Text> wanted) throws SQLException {
        if (wanted.isEmpty()
                || (failed && System.nanoTime() - failedAt < PAUSE.toNanos())
                || !(EventStatement.TOP_QUERY_TEXT.decide(detection.facts(), detection.user())
                        instanceof Decision.Runs(String sql))) {
            return Map.of();
        }
        try {
            var texts = ask(session, sql, wanted);
            texts.forEach((text, sqlText) -> kept.put(text, QueryText.told(sqlText, target.roleNames())));
            failed = false;
            return texts;
        } catch (SQLException e) {
            if (Outcome.of(String.valueOf(e.getSQLState())) == Outcome.DISCONNECTED) {
                throw e;
            }
            failedAt = System.nanoTime();
            // the server's words could repeat a text
            LOG.atLevel(failed ? Level.DEBUG : Level.WARN)
                    .log(
                            "target {}: texts of statements cannot be had (SQLSTATE {}) — top queries go without for {} minutes",
                            target.name(),
                            e.getSQLState(),
                            PAUSE.toMinutes());
            failed = true;
            return Map.of();
        }
    }

    private static Map<Text, String> ask(Session session, String sql, Collection<Text> wanted) throws SQLException {
        String ids = wanted.stream()
                .map(text -> Long.toString(text.queryid()))
                .distinct()
                .collect(Collectors.joining(",", "{", "}"));
        return session.queryWith(ids, sql, TIMEOUT, rows -> {
            var texts = new HashMap<Text, String>();
            while (rows.next()) {
                var text = new Text(rows.getLong("dbid"), rows.getLong("queryid"));
                if (wanted.contains(text)) {
                    texts.putIfAbsent(text, Columns.text(rows, rows.findColumn("query")));
                }
            }
            return texts;
        });
    }
}
