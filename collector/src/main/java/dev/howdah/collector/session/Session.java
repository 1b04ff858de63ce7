package dev.howdah.collector.session;

import dev.howdah.catalog.ServerFacts;
import dev.howdah.collector.session.ConnectException.Reason;
import dev.howdah.collector.target.Target;
import dev.howdah.security.SecretUnavailableException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// One session with a server, with the settings that keep it harmless: read-only, time-outs, a safe
/// search path. Used by one thread at a time. Every call has a deadline: the server's
/// `statement_timeout`, and behind it the socket's for a server that does not answer at all.
public final class Session implements AutoCloseable {
    /// How long a statement may wait for a lock; nothing in the catalog should ever wait.
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(100);

    /// How much longer than the server's own time-out the socket waits for the answer.
    private static final Duration ANSWER_GRACE = Duration.ofMillis(500);

    private static final String MAX_RESULT = "32M";

    private static final String DATABASES = """
            SELECT datname::text, has_database_privilege(oid, 'CONNECT') FROM pg_database
            WHERE datallowconn AND NOT datistemplate ORDER BY datname""";

    private static final String TERMINATE = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_get_activity(?) WHERE backend_start = ?::timestamptz""";

    private final String database;
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final boolean pooled;
    private final @Nullable Backend backend;
    private Duration statementTimeout;

    private Session(String database, Connection connection, Duration statementTimeout, @Nullable Backend backend) {
        this.database = database;
        this.connection = connection;
        this.backend = backend;
        this.pooled = backend == null;
        this.statementTimeout = statementTimeout;
    }

    /// Connects and sets the session up.
    public static Session open(Target target, String database, Deadline deadline) throws ConnectException {
        return open(target, database, deadline, "extended");
    }

    /// The same for texts that come from the server: [#once] sends them as they are, so that `$1` in
    /// one is no parameter of ours.
    public static Session openForTexts(Target target, String database, Deadline deadline) throws ConnectException {
        return open(target, database, deadline, "extendedForPrepared");
    }

    private static Session open(Target target, String database, Deadline deadline, String queryMode)
            throws ConnectException {
        Connection connection = null;
        try {
            connection = connect(target, database, deadline, queryMode);
            checkVersion(target, connection);
            var session = new Session(database, connection, Duration.ofSeconds(1), Poolers.backend(connection));
            if (session.pooled) {
                session.setUpPooled();
            } else {
                session.setUp();
            }
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

    private static Connection connect(Target target, String database, Deadline deadline, String queryMode)
            throws SQLException, SecretUnavailableException {
        var properties = ConnectionProperties.of(target, deadline);
        // prepare at once: every statement is sent again in every slot
        properties.putIfAbsent("prepareThreshold", "1");
        properties.setProperty("preparedStatementCacheQueries", "0");
        properties.setProperty("preferQueryMode", queryMode);
        // of one answer: a row may be as large as a gigabyte
        properties.setProperty("maxResultBuffer", MAX_RESULT);
        properties.setProperty("assumeMinServerVersion", "11");
        properties.setProperty("allowEncodingChanges", "true");
        return ConnectionProperties.connect(target.url(), database, properties);
    }

    /// Before anything is set up: what is too old does not know all settings.
    private static void checkVersion(Target target, Connection connection) throws SQLException, ConnectException {
        var server = connection.getMetaData();
        if (Poolers.isConsole(server.getDatabaseProductVersion())) {
            throw Poolers.isConsole(target.url().address(), null);
        }
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

    /// Behind a pooler a session's settings would stay in a server process that others use next, and
    /// what was prepared may be in another one: so settings are made for each transaction, and nothing
    /// is prepared.
    private void setUpPooled() throws SQLException {
        connection.unwrap(PGConnection.class).setPrepareThreshold(0);
        connection.setAutoCommit(false);
    }

    /// Whether a pooler stands before the server.
    public boolean isPooled() {
        return pooled;
    }

    /// The server process that serves it; null behind a pooler, where that changes.
    public @Nullable Backend backend() {
        return backend;
    }

    /// Tells the process of an earlier session that was given up to end, if it still lives. One that
    /// does not react to being cancelled mostly does to this. A pooled session tells nobody: the process may serve
    /// others by now.
    ///
    /// @return whether it lived until now
    public boolean terminate(Backend left, Deadline deadline) throws SQLException {
        if (pooled) {
            return false;
        }
        var timeout = deadline.atMost(Duration.ofSeconds(1));
        useStatementTimeout(timeout);
        waitForAnswers(timeout);
        try (var statement = connection.prepareStatement(TERMINATE)) {
            statement.setInt(1, left.pid());
            statement.setString(2, left.started());
            try (var rows = statement.executeQuery()) {
                return rows.next();
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
        /// It may try anything: it runs in a read-only transaction that is rolled back, so that nothing
        /// it sets, such as a time-out of its own, outlives it.
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
        if (pooled) {
            return queryInTransaction(sql, oids, timeout, maxRows, trust, reader);
        }
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
            releaseAdvisoryLocks();
        } catch (SQLException e) {
            closeQuietly(connection);
        }
    }

    private <T> T ask(String sql, @Nullable List<Long> oids, int maxRows, RowsReader<T> reader) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = prepare(sql, oids);
            statements.put(sql, statement);
        }
        bind(statement, sql, oids);
        statement.setMaxRows(maxRows);
        try (ResultSet rows = statement.executeQuery()) {
            return reader.read(rows);
        }
    }

    private PreparedStatement prepare(String sql, @Nullable List<Long> oids) throws SQLException {
        if (oids == null) {
            OneStatement.check(sql);
        }
        return connection.prepareStatement(oids == null ? sql : sql.replace("$1", "?"));
    }

    private void bind(PreparedStatement statement, String sql, @Nullable List<Long> oids) throws SQLException {
        if (oids != null) {
            var array = connection.createArrayOf("oid", oids.toArray());
            for (int i = 1; i <= sql.split("\\$1", -1).length - 1; i++) {
                statement.setArray(i, array);
            }
        }
    }

    private <T> T queryInTransaction(
            String sql, @Nullable List<Long> oids, Duration timeout, int maxRows, Trust trust, RowsReader<T> reader)
            throws SQLException {
        waitForAnswers(timeout);
        try (var settings = connection.createStatement();
                var statement = prepare(sql, oids)) {
            settings.execute("""
                    SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = %d; SET LOCAL lock_timeout = %d;\
                     SET LOCAL idle_in_transaction_session_timeout = 10000; SET LOCAL search_path = pg_catalog, pg_temp;\
                     SET LOCAL jit = off""".formatted(Math.max(1, timeout.toMillis()), LOCK_TIMEOUT.toMillis()));
            bind(statement, sql, oids);
            statement.setMaxRows(maxRows);
            T result;
            try (ResultSet rows = statement.executeQuery()) {
                result = reader.read(rows);
            }
            if (trust == Trust.CONTAINED) {
                releaseAdvisoryLocks();
            }
            connection.commit();
            return result;
        } catch (SQLException e) {
            rollback(e);
            throw e;
        }
    }

    /// Those of the session outlive a transaction, and whoever else wants them would wait as long as
    /// the session lives.
    private void releaseAdvisoryLocks() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_unlock_all()");
        }
    }

    private void rollback(SQLException why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    /// Runs a statement that is prepared once and kept, whose one parameter `?` is bound as a text.
    public <T> T queryWith(String parameter, String sql, Duration timeout, RowsReader<T> reader) throws SQLException {
        useStatementTimeout(timeout);
        waitForAnswers(timeout);
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        statement.setString(1, parameter);
        try (ResultSet rows = statement.executeQuery()) {
            return reader.read(rows);
        }
    }

    /// Runs a statement once, as it stands, without parameters of the driver's; for texts that come
    /// from the server.
    ///
    /// @return the first column of the first row, empty when there is none
    public String once(String sql, Duration timeout) throws SQLException {
        useStatementTimeout(timeout);
        waitForAnswers(timeout);
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            if (!statement.execute(sql)) {
                return "";
            }
            try (var rows = statement.getResultSet()) {
                return rows.next() ? Columns.text(rows, 1) : "";
            }
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
