package dev.howdah.collector.session;

import dev.howdah.collector.session.ConnectException.Reason;
import dev.howdah.collector.target.PostgresUrl;
import java.io.EOFException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Says in plain words why a connection could not be had. Decides by SQLSTATE and exception type, never by text.
final class ConnectFailures {
    private ConnectFailures() {}

    static ConnectException explain(PostgresUrl url, String database, SQLException e) {
        String place = url.address();
        String state = String.valueOf(e.getSQLState());
        if (cause(e, UnknownHostException.class) != null) {
            return of(Reason.UNREACHABLE, e, "%s: no such host — correct the host name in the URL".formatted(place));
        }
        if (cause(e, SocketTimeoutException.class) != null) {
            return of(
                    Reason.TIMEOUT,
                    e,
                    "%s: no answer in time — the server hangs, is overloaded, or a firewall drops packets"
                            .formatted(place));
        }
        if (cause(e, java.net.ConnectException.class) != null || cause(e, NoRouteToHostException.class) != null) {
            return of(
                    Reason.UNREACHABLE,
                    e,
                    "%s: connection refused — is the server running, and does it listen there (listen_addresses, port)?"
                            .formatted(place));
        }
        if (cause(e, SSLException.class) != null) {
            return of(
                    Reason.TLS,
                    e,
                    "%s: TLS failed (%s) — check sslmode, sslrootcert, sslcert and sslkey in the URL"
                            .formatted(place, message(e, SSLException.class)));
        }
        return switch (state) {
            case "28P01", "28000", "08004" -> authentication(url, database, e);
            case "3D000" ->
                of(
                        Reason.NO_DATABASE,
                        e,
                        "%s: database \"%s\" does not exist — correct the URL".formatted(place, database));
            case "53300" ->
                of(
                        Reason.TOO_MANY_CONNECTIONS,
                        e,
                        "%s: too many connections — raise max_connections, or grant pg_monitor's user a reserved one (reserved_connections)"
                                .formatted(place));
            case "57P03" ->
                of(Reason.STARTING, e, "%s: %s — wait until it accepts connections".formatted(place, server(e)));
            case "08P01" -> notPostgres(place, e);
            case "08001", "08006" ->
                cause(e, EOFException.class) != null
                        ? notPostgres(place, e)
                        : of(
                                Reason.UNREACHABLE,
                                e,
                                "%s: the connection broke (%s) — check the network".formatted(place, text(e)));
            default -> of(Reason.ERROR, e, "%s: %s (SQLSTATE %s)".formatted(place, text(e), state));
        };
    }

    private static ConnectException notPostgres(String place, SQLException e) {
        return of(
                Reason.NOT_POSTGRESQL,
                e,
                "%s: something answers there, but not in PostgreSQL's protocol — check host and port".formatted(place));
    }

    private static ConnectException authentication(PostgresUrl url, String database, SQLException e) {
        return of(
                Reason.AUTHENTICATION,
                e,
                "%s: refused user \"%s\" for database \"%s\" (%s) — check the password and pg_hba.conf"
                        .formatted(url.address(), url.user(), database, text(e)));
    }

    private static ConnectException of(Reason reason, SQLException e, String message) {
        return new ConnectException(reason, message, e);
    }

    private static String text(SQLException e) {
        String server = server(e);
        return server.isEmpty()
                ? String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                : server;
    }

    /// The server's own words, one line.
    private static String server(SQLException e) {
        ServerErrorMessage message = e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        return message == null || message.getMessage() == null ? "" : message.getMessage();
    }

    private static String message(Throwable e, Class<? extends Throwable> type) {
        var cause = cause(e, type);
        return cause == null ? "" : String.valueOf(cause.getMessage());
    }

    static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
