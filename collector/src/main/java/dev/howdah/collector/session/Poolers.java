package dev.howdah.collector.session;

import dev.howdah.collector.session.ConnectException.Reason;
import dev.howdah.collector.target.PostgresUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;

/// What is known about poolers between Howdah and a server.
final class Poolers {
    private Poolers() {}

    /// Whether a server that reports this version is pgBouncer's admin console: `1.18.0/bouncer`.
    static boolean isConsole(String version) {
        return version.endsWith("/bouncer");
    }

    private static final String BACKEND = """
            SELECT pid, coalesce(backend_start::text, 'infinity')
            FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid())""";

    /// The process that serves the session; null when a pooler stands before the server: then it is not
    /// the one that the connection was begun with.
    static @Nullable Backend backend(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            // what is prepared would stay behind in the pooler's server
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            var answer = statement.executeQuery(BACKEND);
            int begunWith = connection.unwrap(PGConnection.class).getBackendPID();
            return answer.next() && answer.getInt(1) == begunWith
                    ? new Backend(begunWith, Columns.text(answer, 2))
                    : null;
        }
    }

    /// What an error of pgBouncer's own means. It has one SQLSTATE for nearly all of them, so its words
    /// have to do; they are never translated.
    ///
    /// @param words the server's message
    static ConnectException explain(PostgresUrl url, String database, String words, SQLException e) {
        String place = url.address();
        String text = words.toLowerCase(Locale.ROOT);
        if (text.equals("not allowed")) {
            return new ConnectException(
                    Reason.AUTHENTICATION,
                    "%s: the pooler does not let user \"%s\" into its admin console — add the user to stats_users in pgbouncer.ini"
                            .formatted(place, url.user()),
                    e);
        }
        if (text.equals("admin access needed") || text.equals("set failed")) {
            return isConsole(place, e);
        }
        if (text.startsWith("no such database")) {
            return new ConnectException(
                    Reason.NO_DATABASE,
                    "%s: the pooler knows no database \"%s\" — correct the URL, or add it to [databases] in pgbouncer.ini"
                            .formatted(place, database),
                    e);
        }
        if (text.contains("authentication") || text.startsWith("no such user") || text.startsWith("auth failed")) {
            return new ConnectException(
                    Reason.AUTHENTICATION,
                    "%s: the pooler refused user \"%s\" (%s) — check the password and the pooler's auth_file or auth_query"
                            .formatted(place, url.user(), words),
                    e);
        }
        if (text.contains("no more connections allowed") || text.contains("max_client_conn")) {
            return new ConnectException(
                    Reason.TOO_MANY_CONNECTIONS,
                    "%s: %s — raise max_client_conn in pgbouncer.ini".formatted(place, words),
                    e);
        }
        if (text.contains("server_login_retry") || text.contains("connect to server")) {
            return new ConnectException(
                    Reason.UNREACHABLE,
                    "%s: the pooler answers, but its server does not (%s) — see whether that one runs"
                            .formatted(place, words),
                    e);
        }
        return new ConnectException(Reason.ERROR, "%s: %s (SQLSTATE 08P01)".formatted(place, words), e);
    }

    /// What to say of a console that was taken for a server.
    static ConnectException isConsole(String place, @Nullable Throwable cause) {
        return new ConnectException(
                Reason.WRONG_KIND,
                "%s: is the admin console of a pgBouncer, expected a PostgreSQL server — set kind: pgbouncer, or name another database in the URL"
                        .formatted(place),
                cause);
    }
}
