package dev.howdah.collector.events;

import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.catalog.EventStatement;
import dev.howdah.collector.session.Columns;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.DatabaseFilter;
import dev.howdah.collector.target.EventSettings.QuerySampleCollection;
import dev.howdah.collector.target.RoleNames;
import dev.howdah.model.log.LogAttributes;
import dev.howdah.model.log.LogRecord;
import dev.howdah.model.log.Severity;
import dev.howdah.model.log.TraceContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Samples the sessions that do something: what, for how long, and what they wait for.
final class QuerySamples implements EventSource {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /// Libraries that annotate SQL put the trace into a comment.
    private static final Pattern ANNOTATION = Pattern.compile("traceparent='([^']{1,100})'");

    private final QuerySampleCollection settings;
    private final DatabaseFilter databases;
    private final RoleNames roleNames;

    /// @param roleNames how the names of roles are told
    QuerySamples(QuerySampleCollection settings, DatabaseFilter databases, RoleNames roleNames) {
        this.settings = settings;
        this.databases = databases;
        this.roleNames = roleNames;
    }

    @Override
    public String name() {
        return "db.server.query_sample";
    }

    @Override
    public Duration interval() {
        return settings.interval();
    }

    @Override
    public Decision decide(Detection detection) {
        return EventStatement.QUERY_SAMPLE.decide(detection.facts(), detection.user());
    }

    private record Sample(
            int pid,
            boolean waits,
            LogAttributes.Builder attributes,
            @Nullable TraceContext trace) {}

    @Override
    public Found collect(Session session, Detection detection, long nowNanos) throws SQLException {
        if (!(decide(detection) instanceof Decision.Runs(String sql))) {
            return new Found(List.of(), false);
        }
        int most = settings.maxRowsPerQuery();
        var samples = new ArrayList<Sample>();
        // one more than may be told, to know whether there are more
        int rows = session.query(sql, TIMEOUT, most + 1, all -> read(all, most, samples));
        addBlocking(session, detection, samples);
        var records = samples.stream()
                .map(sample -> new LogRecord(
                        nowNanos, Severity.INFO, name(), "", sample.attributes().build(), sample.trace()))
                .toList();
        return new Found(records, rows > most);
    }

    private int read(ResultSet rows, int most, List<Sample> samples) throws SQLException {
        int count = 0;
        while (rows.next()) {
            count++;
            if (count <= most && databases.accepts(text(rows, "database"))) {
                samples.add(sample(rows));
            }
        }
        return count;
    }

    private Sample sample(ResultSet row) throws SQLException {
        int pid = row.getInt("pid");
        String application = text(row, "application_name");
        String query = text(row, "query");
        String waitType = text(row, "wait_event_type");
        long queryId = row.getLong("query_id");
        int port = row.getInt("client_port");
        var attributes = LogAttributes.builder()
                .text("db.system.name", "postgresql")
                .text("db.namespace", text(row, "database"))
                .text("db.query.text", QueryText.told(query, roleNames))
                .text("user.name", roleNames.shown(text(row, "username")))
                .text("postgresql.state", text(row, "state"))
                .whole("postgresql.pid", pid)
                .text("postgresql.application_name", application)
                .text("network.peer.address", text(row, "client_address"))
                .text("postgresql.client_hostname", text(row, "client_hostname"))
                .text("postgresql.query_start", time(row, "query_start"))
                .text("postgresql.wait_event", text(row, "wait_event"))
                .text("postgresql.wait_event_type", waitType)
                .text("postgresql.query_id", queryId == 0 ? "" : Long.toString(queryId))
                .real("postgresql.total_exec_time", Math.max(0, row.getDouble("seconds")))
                .text("postgresql.blocking.transaction.start_time", time(row, "xact_start"));
        if (port > 0) {
            attributes.whole("network.peer.port", port);
        }
        return new Sample(pid, waitType.equals("Lock"), attributes, trace(application, query));
    }

    private static @Nullable TraceContext trace(String application, String query) {
        var comment = ANNOTATION.matcher(query);
        return TraceContext.find(application)
                .or(() -> comment.find() ? TraceContext.find(comment.group(1)) : Optional.empty())
                .orElse(null);
    }

    private static void addBlocking(Session session, Detection detection, List<Sample> samples) throws SQLException {
        var waiting =
                samples.stream().filter(Sample::waits).limit(Blocking.MOST).toList();
        if (waiting.isEmpty()) {
            return;
        }
        var blocking = Blocking.of(
                session, detection, waiting.stream().map(Sample::pid).toList());
        for (var sample : waiting) {
            var of = blocking.get(sample.pid());
            if (of != null) {
                of.addTo(sample.attributes());
            }
        }
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Columns.text(row, row.findColumn(column));
    }

    /// A time as RFC 3339 has it, in UTC; empty for none.
    static String time(ResultSet row, String column) throws SQLException {
        long nanos = Columns.epochNanos(row, row.findColumn(column));
        return nanos == 0 ? "" : Instant.ofEpochSecond(0, nanos).toString();
    }
}
