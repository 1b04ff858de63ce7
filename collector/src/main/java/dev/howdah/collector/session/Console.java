package dev.howdah.collector.session;

import dev.howdah.collector.session.ConnectException.Reason;
import dev.howdah.collector.target.Target;
import dev.howdah.security.SecretUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A connection to the admin console of a pgBouncer. It speaks PostgreSQL's protocol, but only its simple queries, and
/// of SQL it knows only SHOW. Used by one thread at a time.
public final class Console implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    private final Connection connection;

    private Console(Connection connection) {
        this.connection = connection;
    }

    /// Connects.
    public static Console open(Target target, Deadline deadline) throws ConnectException {
        var url = target.url();
        try {
            var properties = ConnectionProperties.of(target, deadline);
            properties.setProperty("preferQueryMode", "simple");
            // The driver takes the console for a very old server and would set extra_float_digits in it, which only an
            // admin may. It does not for replication; and below 9.4 it does not ask for that either.
            properties.setProperty("replication", "true");
            properties.setProperty("assumeMinServerVersion", "9.3");
            var connection = ConnectionProperties.connect(url, url.database(), properties);
            checkIsConsole(target, connection);
            return new Console(connection);
        } catch (SQLException e) {
            throw ConnectFailures.explain(url, url.database(), e);
        } catch (SecretUnavailableException e) {
            throw new ConnectException(Reason.SECRET, "password " + e.getMessage(), e);
        }
    }

    private static void checkIsConsole(Target target, Connection connection) throws SQLException, ConnectException {
        String version = connection.getMetaData().getDatabaseProductVersion();
        if (!Poolers.isConsole(version)) {
            connection.close();
            throw new ConnectException(
                    Reason.WRONG_KIND,
                    "%s: database \"%s\" is one of PostgreSQL %s, expected pgBouncer's admin console — correct host and port, use the database pgbouncer, or take kind: pgbouncer away"
                            .formatted(target.url().address(), target.url().database(), version));
        }
    }

    /// Asks one SHOW command.
    ///
    /// @return the rows, each a text by column; NULL as an absent column
    public List<Map<String, String>> show(String what, Deadline deadline) throws SQLException {
        connection.setNetworkTimeout(
                Runnable::run,
                Math.toIntExact(Math.max(1, deadline.atMost(ANSWER_LIMIT).toMillis())));
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery("SHOW " + what)) {
            var rows = new ArrayList<Map<String, String>>();
            while (answer.next()) {
                rows.add(row(answer));
            }
            return rows;
        }
    }

    private static Map<String, String> row(ResultSet answer) throws SQLException {
        var metadata = answer.getMetaData();
        var row = new LinkedHashMap<String, String>();
        for (int i = 1; i <= metadata.getColumnCount(); i++) {
            String text = answer.getString(i);
            if (text != null) {
                row.put(metadata.getColumnLabel(i), text);
            }
        }
        return row;
    }

    public boolean isClosed() {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // it is of no use any more, and there is nobody to tell
        }
    }
}
