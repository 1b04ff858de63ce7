package dev.howdah.collector.session;

import dev.howdah.collector.target.PostgresUrl;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A connection that could not be had. The message says what was seen and what to do, without password or URL.
public final class ConnectException extends Exception {
    /// Why; the lower-case name stands in metrics.
    public enum Reason {
        UNREACHABLE,
        TIMEOUT,
        AUTHENTICATION,
        NO_DATABASE,
        TOO_MANY_CONNECTIONS,
        NOT_POSTGRESQL,
        NOT_PATRONI,
        /// Something else answers there than the target's kind says.
        WRONG_KIND,
        TLS,
        STARTING,
        UNSUPPORTED_VERSION,
        SECRET,
        ERROR;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    public ConnectException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public ConnectException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// Says in plain words what an exception of the driver means.
    public static ConnectException of(PostgresUrl url, String database, SQLException e) {
        return ConnectFailures.explain(url, database, e);
    }

    public Reason reason() {
        return reason;
    }
}
