package dev.howdah.collector.session;

import dev.howdah.collector.session.ConnectException.Reason;
import dev.howdah.collector.target.PostgresUrl;
import java.io.EOFException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
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
                    "%s: no answer in time — the server hangs, is overloaded, is no PostgreSQL, or a firewall drops packets"
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
            return tls(place, e, message(e, SSLException.class));
        }
        return switch (state) {
            case "28P01", "28000" -> authentication(url, database, e);
            case "08004" -> TlsOffer.isWantedAndMissing(url) ? noTls(url, e) : authentication(url, database, e);
            case "3D000" ->
                of(
                        Reason.NO_DATABASE,
                        e,
                        "%s: database \"%s\" does not exist — correct the URL".formatted(place, database));
            case "53300" ->
                of(
                        Reason.TOO_MANY_CONNECTIONS,
                        e,
                        "%s: %s — raise max_connections or the role's or database's own limit, or keep some for monitoring (reserved_connections)"
                                .formatted(place, server(e)));
            case "57P03" ->
                of(Reason.STARTING, e, "%s: %s — wait until it accepts connections".formatted(place, server(e)));
            case "08P01" -> server(e).isEmpty() ? notPostgres(place, e) : Poolers.explain(url, database, server(e), e);
            case "08001", "08006" -> broken(url, e);
            default -> of(Reason.ERROR, e, "%s: %s (SQLSTATE %s)".formatted(place, text(e), state));
        };
    }

    /// The driver gives one SQLSTATE to a network that broke and to certificates that do not fit; the network
    /// shows in the cause.
    private static ConnectException broken(PostgresUrl url, SQLException e) {
        if (cause(e, EOFException.class) != null) {
            return notPostgres(url.address(), e);
        }
        boolean network = cause(e, SocketException.class) != null;
        boolean tls = url.parameters().keySet().stream().anyMatch(name -> name.startsWith("ssl"));
        return tls && !network
                ? tls(url.address(), e, text(e))
                : of(
                        Reason.UNREACHABLE,
                        e,
                        "%s: the connection broke (%s) — check the network".formatted(url.address(), text(e)));
    }

    private static ConnectException tls(String place, SQLException e, String why) {
        return of(
                Reason.TLS,
                e,
                "%s: TLS failed (%s) — check sslmode, sslrootcert, sslcert and sslkey in the URL"
                        .formatted(place, why));
    }

    private static ConnectException noTls(PostgresUrl url, SQLException e) {
        return of(
                Reason.TLS,
                e,
                "%s: the server offers no TLS, but sslmode=%s wants it — turn ssl on in the server, or relax sslmode in the URL"
                        .formatted(url.address(), url.parameters().get("sslmode")));
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
