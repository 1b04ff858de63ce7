package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.collector.target.DatabaseFilter;
import dev.howdah.it.Await;
import dev.howdah.it.HowdahProcess;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// A primary and its streaming standby of one major, set up so that every subject of the catalog has something to say.
/// The contracts that share a site use databases, relations and roles of their own, and leave settings as they were.
final class Site implements AutoCloseable {

    private final int major;
    private final PostgresServer primary;
    private final PostgresServer standby;

    private Site(int major) {
        this.major = major;
        var setup = PostgresServer.setup(major)
                .setting("shared_preload_libraries", "pg_stat_statements")
                .setting("track_io_timing", "on")
                .setting("track_functions", "all")
                .setting("wal_level", "logical")
                .setting("archive_mode", "on")
                .setting("archive_command", "true")
                .setting("max_prepared_transactions", "10")
                .setting("checkpoint_timeout", "7min")
                .setting("wal_receiver_status_interval", "1s")
                // autovacuum comes only when a contract asks for it
                .setting("autovacuum_naptime", "1d")
                // whoever waits for a lock is in the log, with its name
                .setting("deadlock_timeout", "20ms")
                .setting("log_lock_waits", "on")
                .setting("log_line_prefix", "%m [%p] application=%a ");
        if (major >= 13) {
            setup.setting("max_slot_wal_keep_size", "3GB");
        }
        if (major >= 14) {
            setup.setting("track_wal_io_timing", "on");
        }
        this.primary = setup.start();
        primary.execute("CREATE EXTENSION pg_stat_statements", "CREATE EXTENSION pg_buffercache");
        this.standby = primary.startStandby("standby1");
        standby.awaitReplayOf(primary);
    }

    static Site start(int major) {
        return new Site(major);
    }

    int major() {
        return major;
    }

    PostgresServer primary() {
        return primary;
    }

    PostgresServer standby() {
        return standby;
    }

    /// What a server has to say, about itself and about one of its databases.
    static Exposition scrape(PostgresServer server, String database) throws Exception {
        return scrape(server, new DatabaseFilter(List.of(database), List.of()));
    }

    static Exposition scrape(PostgresServer server) throws Exception {
        return scrape(server, "postgres");
    }

    static Exposition scrape(PostgresServer server, DatabaseFilter databases) throws Exception {
        try (var looks = new Looks(server.url(), databases)) {
            return looks.next();
        }
    }

    /// All that a server has to say to the shipped program.
    static Exposition run(String url) throws Exception {
        return new Exposition(print(url, "prometheus"));
    }

    /// What the shipped program prints.
    static String print(String url, String format) throws Exception {
        var ended = HowdahProcess.run("scrape", url, "--preset", "exhaustive", "--format", format);
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.err().lines())
                .as("warnings, beside those of missing privileges")
                .allMatch(line -> line.contains(": left out ") || !line.contains("WARN"));
        return ended.out();
    }

    /// A superuser's session in a database of any name.
    static Connection connect(PostgresServer server, String database) throws SQLException {
        return server.connect(
                URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    /// Runs statements in a database of any name, each in a transaction of its own.
    static void execute(PostgresServer server, String database, String... statements) throws SQLException {
        try (var connection = connect(server, database);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /// Waits until a condition in SQL holds.
    static void await(PostgresServer server, String database, String condition) {
        try (var connection = connect(server, database)) {
            Await.until(condition, () -> {
                try (var statement = connection.createStatement();
                        var rows = statement.executeQuery("SELECT " + condition)) {
                    return rows.next() && rows.getBoolean(1);
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + condition, e);
        } catch (Exception e) {
            throw new AssertionError("while waiting for " + condition, e);
        }
    }

    static void await(PostgresServer server, String condition) {
        await(server, "postgres", condition);
    }

    /// Changes a setting until it is closed.
    static Setting set(PostgresServer server, String name, String value) {
        return new Setting(server, name, value);
    }

    /// A setting that is changed for a while.
    static final class Setting implements AutoCloseable {
        private final PostgresServer server;
        private final String name;

        private Setting(PostgresServer server, String name, String value) {
            this.server = server;
            this.name = name;
            server.execute("ALTER SYSTEM SET %s = '%s'".formatted(name, value), "SELECT pg_reload_conf()");
            Site.await(server, "(%s) LIKE '%%postgresql.auto.conf'".formatted(source()));
        }

        /// The file that the value in force comes from.
        private String source() {
            return "SELECT sourcefile FROM pg_settings WHERE name = '%s'".formatted(name);
        }

        @Override
        public void close() {
            server.execute("ALTER SYSTEM RESET " + name, "SELECT pg_reload_conf()");
            Site.await(server, "coalesce((%s), '') NOT LIKE '%%postgresql.auto.conf'".formatted(source()));
        }
    }

    @Override
    public void close() {
        primary.close();
    }
}
