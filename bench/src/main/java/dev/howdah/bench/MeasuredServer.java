package dev.howdah.bench;

import dev.howdah.app.demo.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A PostgreSQL server with a small schema, a few idle sessions, and a role that monitors it.
final class MeasuredServer implements AutoCloseable {
    static final String DATABASE = "shop";
    static final String ROLE = "monitor";
    static final String PASSWORD = "bench-only-Pa55";
    private static final int IDLE_SESSIONS = 5;

    private final PostgresServer server;
    private final List<Connection> sessions = new ArrayList<>();

    private MeasuredServer(PostgresServer server) {
        this.server = server;
    }

    static MeasuredServer start(int major) throws SQLException {
        var measured = new MeasuredServer(PostgresServer.setup(major)
                .password(PASSWORD)
                .setting("shared_preload_libraries", "pg_stat_statements")
                .setting("pg_stat_statements.track_planning", "on")
                .setting("track_io_timing", "on")
                .setting("autovacuum", "off") // sizes and rows stay what they are while they are compared
                .start());
        var ready = false;
        try {
            measured.fill();
            ready = true;
            return measured;
        } finally {
            if (!ready) {
                measured.close();
            }
        }
    }

    private void fill() throws SQLException {
        server.execute(
                "create extension pg_stat_statements",
                "create role %s login password '%s' in role pg_monitor".formatted(ROLE, PASSWORD),
                "create database " + DATABASE);
        // the extension's view is looked for in the database that the session is in
        server.executeIn(DATABASE, "create extension pg_stat_statements");
        server.executeIn(DATABASE, fixture().split("\n\n", -1));
        server.execute("checkpoint");
        for (int i = 0; i < IDLE_SESSIONS; i++) {
            sessions.add(server.connect(DATABASE));
        }
    }

    private static String fixture() {
        try (var sql = MeasuredServer.class.getResourceAsStream("fixture.sql")) {
            if (sql == null) {
                throw new IllegalStateException("fixture.sql: not on the class path");
            }
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The monitoring role's address, in libpq's form.
    String url() {
        return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(ROLE, PASSWORD, server.port(), DATABASE);
    }

    long pid() {
        return server.pid();
    }

    String version() {
        return text("show server_version");
    }

    /// Asks as the superuser, in the fixture's database.
    String text(String sql) {
        try (var connection = server.connect(DATABASE);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        } catch (SQLException e) {
            throw new GateException("%s: %s".formatted(sql, e.getMessage()));
        }
    }

    double number(String sql) {
        return Double.parseDouble(text(sql));
    }

    /// Transactions that were committed in the fixture's database so far.
    double commits() {
        return number("select xact_commit from pg_stat_database where datname = '%s'".formatted(DATABASE));
    }

    /// What the monitoring role's statements have cost so far.
    StatementTotals statements() {
        var parts = text("""
                select sum(calls) || ' ' || sum(total_exec_time + total_plan_time)
                from pg_stat_statements where userid = '%s'::regrole""".formatted(ROLE)).split(" ", -1);
        return new StatementTotals(Long.parseLong(parts[0]), Double.parseDouble(parts[1]));
    }

    /// Sums of `pg_stat_statements`.
    ///
    /// @param millis planning and executing
    record StatementTotals(long calls, double millis) {}

    @Override
    public void close() {
        for (var session : sessions) {
            try {
                session.close();
            } catch (SQLException _) {
                // the server ends next
            }
        }
        server.close();
    }
}
