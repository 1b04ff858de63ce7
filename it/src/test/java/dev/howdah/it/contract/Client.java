package dev.howdah.it.contract;

import dev.howdah.app.demo.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A session that stays open, and may be left waiting in the middle of a statement.
final class Client implements AutoCloseable {
    private final PostgresServer server;
    private final Connection connection;
    private final int pid;
    private @Nullable CompletableFuture<Void> running;

    private Client(PostgresServer server, Connection connection) throws SQLException {
        this.server = server;
        this.connection = connection;
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            this.pid = rows.getInt(1);
        }
    }

    static Client of(PostgresServer server, String database) throws SQLException {
        return new Client(server, Site.connect(server, database));
    }

    int pid() {
        return pid;
    }

    /// Breaks the connection without a word to the server.
    void vanish() throws SQLException {
        connection.abort(Runnable::run);
    }

    /// Runs statements one by one.
    Client execute(String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
        return this;
    }

    /// Runs a statement that fails.
    Client fail(String sql) {
        try {
            execute(sql);
        } catch (SQLException _) {
            return this;
        }
        throw new AssertionError("no failure of " + sql);
    }

    /// Begins a statement, and returns when it waits for something of that type.
    Client begin(String sql, String waitEventType) {
        start(sql);
        Site.await(
                server,
                "EXISTS (SELECT FROM pg_stat_activity WHERE pid = %d AND wait_event_type = '%s' AND state = 'active')"
                        .formatted(pid, waitEventType));
        return this;
    }

    /// Begins a statement; how it ends is of no interest.
    Client start(String sql) {
        var ended = new CompletableFuture<Void>();
        running = ended;
        Thread.ofVirtual().name("client-" + pid).start(() -> {
            try {
                execute(sql);
            } catch (SQLException _) {
                // ended by close
            } finally {
                ended.complete(null);
            }
        });
        return this;
    }

    /// Waits for the end of what was begun.
    void awaitEnd() {
        if (running != null) {
            running.join();
            running = null;
        }
    }

    /// Ends the session, whatever it does; returns when the server has none of it.
    @Override
    public void close() throws SQLException {
        if (running != null && !running.isDone()) {
            server.execute("SELECT pg_terminate_backend(%d)".formatted(pid));
        }
        awaitEnd();
        connection.close();
        Site.await(server, "NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %d)".formatted(pid));
    }
}
