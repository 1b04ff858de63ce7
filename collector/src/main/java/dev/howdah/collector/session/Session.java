package dev.howdah.collector.session;

import dev.howdah.catalog.ServerFacts;
import dev.howdah.collector.session.ConnectException.Reason;
import dev.howdah.collector.target.Target;
import dev.howdah.security.SecretUnavailableException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/// One session with a server, with the settings that keep it harmless: read-only, time-outs, a safe search path. Used
/// by
/// one thread at a time. Every call has a deadline: the server's `statement_timeout`, and behind it the socket's for
/// a
/// server that does not answer at all.
public final class Session implements AutoCloseable {
    /// How long a statement may wait for a lock; nothing in the catalog should ever wait.
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(100);

    /// How much longer than the server's own time-out the socket waits for the answer.
    private static final Duration ANSWER_GRACE = Duration.ofMillis(500);

    private static final String MAX_RESULT = "32M";

    private static final String DATABASES = """
            SELECT datname::text, has_database_privilege(oid, 'CONNECT') FROM pg_database
            WHERE datallowconn AND NOT datistemplate ORDER BY datname""";

    private final String database;
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private Duration statementTimeout;

    private Session(String database, Connection connection, Duration statementTimeout) {
        this.database = database;
        this.connection = connection;
        this.statementTimeout = statementTimeout;
    }

    /// Connects and sets the session up.
    public static Session open(Target target, String database, Deadline deadline) throws ConnectException {
        Connection connection = null;
        try {
            connection = connect(target, database, deadline);
            checkVersion(target, connection);
            var session = new Session(database, connection, Duration.ofSeconds(1));
            session.setUp();
            return session;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw ConnectFailures.explain(target.url(), database, e);
        } catch (ConnectException e) {
            closeQuietly(connection);
            throw e;
        } catch (SecretUnavailableException e) {
            throw new ConnectException(Reason.SECRET, "password " + e.getMessage(), e);
        }
    }

    private static Connection connect(Target target, String database, Deadline deadline)
            throws SQLException, SecretUnavailableException {
        var url = target.url();
        // whole seconds is what pgjdbc takes; zero would mean for ever
        long seconds = Math.max(1, Math.ceilDiv(deadline.remaining().toMillis(), 1000));
        var properties = new Properties();
        properties.setProperty("user", url.user());
        properties.setProperty("connectTimeout", Long.toString(seconds));
        properties.setProperty("socketTimeout", Long.toString(seconds));
        properties.setProperty("sslResponseTimeout", Long.toString(seconds * 1000));
        properties.setProperty("ApplicationName", "howdah");
        // prepare at once: every statement is sent again in every slot
        properties.setProperty("prepareThreshold", "1");
        properties.setProperty("preparedStatementCacheQueries", "0");
        // of one answer: a row may be as large as a gigabyte
        properties.setProperty("maxResultBuffer", MAX_RESULT);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("assumeMinServerVersion", "11");
        properties.setProperty("allowEncodingChanges", "true");
        url.jdbcParameters().forEach(properties::setProperty);
        if (target.password() != null) {
            properties.setProperty("password", target.password().resolve().reveal());
        } else if (url.password() != null) {
            properties.setProperty("password", url.password().reveal());
        }
        var connection =
                new Driver().connect("jdbc:postgresql://%s/%s".formatted(url.address(), encode(database)), properties);
        if (connection == null) {
            throw new IllegalStateException("pgjdbc did not take its own URL");
        }
        return connection;
    }

    /// Before anything is set up: what is too old does not know all settings.
    private static void checkVersion(Target target, Connection connection) throws SQLException, ConnectException {
        var server = connection.getMetaData();
        if (server.getDatabaseMajorVersion() < ServerFacts.OLDEST_MAJOR) {
            throw new ConnectException(
                    Reason.UNSUPPORTED_VERSION,
                    "%s: PostgreSQL %s, expected %d or newer — upgrade the server"
                            .formatted(
                                    target.url().address(),
                                    server.getDatabaseProductVersion(),
                                    ServerFacts.OLDEST_MAJOR));
        }
    }

    private static String encode(String database) {
        return URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void setUp() throws SQLException {
        // transactions are begun read-only; most statements run without one
        connection.setReadOnly(true);
        try (var statement = connection.createStatement()) {
            statement.execute("""
                    SET statement_timeout = %d; SET lock_timeout = %d; SET idle_in_transaction_session_timeout = 10000;\
                     SET default_transaction_read_only = on; SET search_path = pg_catalog, pg_temp; SET jit = off""".formatted(statementTimeout.toMillis(), LOCK_TIMEOUT.toMillis()));
            if ("SQL_ASCII".equals(connection.unwrap(PGConnection.class).getParameterStatus("server_encoding"))) {
                // such a database may hold any bytes; to a client of UTF-8 the server refuses a whole answer for one
                // name that is none
                statement.execute("SET client_encoding = 'SQL_ASCII'");
            }
        }
    }

    /// The database that it was opened in.
    public String database() {
        return database;
    }

    /// Asks what kind of server this is.
    public Detection detect(Deadline deadline) throws SQLException {
        return Detection.ask(this, deadline);
    }

    /// A database of the server.
    ///
    /// @param mayConnect whether the session's user has the privilege to enter it
    public record Database(String name, boolean mayConnect) {}

    /// The databases that are for users, in order of their names.
    public List<Database> databases(Deadline deadline) throws SQLException {
        return query(DATABASES, deadline.atMost(Duration.ofSeconds(1)), 0, rows -> {
            var databases = new ArrayList<Database>();
            while (rows.next()) {
                databases.add(new Database(Columns.text(rows, 1), rows.getBoolean(2)));
            }
            return databases;
        });
    }

    /// How far a statement is trusted.
    public enum Trust {
        /// It is ours.
        TRUSTED,
        /// It may try anything: it runs in a read-only transaction that is rolled back, so that nothing it
        /// sets, such as a time-out of its own, outlives it.
        CONTAINED
    }

    /// Runs a statement of ours without parameter.
    public <T> T query(String sql, Duration timeout, int maxRows, RowsReader<T> reader) throws SQLException {
        return query(sql, null, timeout, maxRows, Trust.TRUSTED, reader);
    }

    /// Runs a statement that is prepared once and kept, and hands its rows to the reader.
    ///
    /// @param oids the array that stands for each `$1` in the statement; null when it has none
    /// @param timeout the server's, rounded to milliseconds
    /// @param maxRows the server sends no more than these
    /// @throws SQLException with the server's SQLSTATE; 08… when the session is lost
    public <T> T query(
            String sql, @Nullable List<Long> oids, Duration timeout, int maxRows, Trust trust, RowsReader<T> reader)
            throws SQLException {
        useStatementTimeout(timeout);
        waitForAnswers(timeout);
        return switch (trust) {
            case TRUSTED -> ask(sql, oids, maxRows, reader);
            case CONTAINED -> askContained(sql, oids, maxRows, reader);
        };
    }

    private <T> T askContained(String sql, @Nullable List<Long> oids, int maxRows, RowsReader<T> reader)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            return ask(sql, oids, maxRows, reader);
        } finally {
            endTransaction();
        }
    }

    /// A session that cannot even end its transaction is of no use; the failure that matters is the
    /// statement's.
    private void endTransaction() {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            closeQuietly(connection);
        }
    }

    private <T> T ask(String sql, @Nullable List<Long> oids, int maxRows, RowsReader<T> reader) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            if (oids == null) {
                OneStatement.check(sql);
            }
            statement = connection.prepareStatement(oids == null ? sql : sql.replace("$1", "?"));
            statements.put(sql, statement);
        }
        if (oids != null) {
            var array = connection.createArrayOf("oid", oids.toArray());
            for (int i = 1; i <= sql.split("\\$1", -1).length - 1; i++) {
                statement.setArray(i, array);
            }
        }
        statement.setMaxRows(maxRows);
        try (ResultSet rows = statement.executeQuery()) {
            return reader.read(rows);
        }
    }

    /// Forgets a statement, so that it is prepared anew: its result may have another shape than before.
    public void forget(String sql) {
        var statement = statements.remove(sql);
        if (statement != null) {
            try {
                statement.close();
            } catch (SQLException e) {
                closeQuietly(connection);
            }
        }
    }

    private void useStatementTimeout(Duration timeout) throws SQLException {
        if (timeout.toMillis() != statementTimeout.toMillis()) {
            waitForAnswers(timeout);
            try (var statement = connection.createStatement()) {
                statement.execute("SET statement_timeout = " + Math.max(1, timeout.toMillis()));
            }
            statementTimeout = timeout;
        }
    }

    private void waitForAnswers(Duration timeout) throws SQLException {
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(timeout.plus(ANSWER_GRACE).toMillis()));
    }

    /// Whether a session failed because no answer came in time, and not because it was ended.
    public static boolean wasSilent(SQLException e) {
        return ConnectFailures.cause(e, SocketTimeoutException.class) != null;
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
        closeQuietly(connection);
    }

    private static void closeQuietly(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // it is of no use any more, and there is nobody to tell
            }
        }
    }

    /// Reads the rows of an answer.
    public interface RowsReader<T> {
        T read(ResultSet rows) throws SQLException;
    }
}
