package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.Await;
import dev.howdah.it.HowdahProcess;
import dev.howdah.it.Servers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Targets of kind pgbouncer, and PostgreSQL behind one.
class PgBouncerIT {
    private static final PostgresServer SERVER = Servers.of(17).primary();

    private static PgBouncer pooler;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        SERVER.execute("DO $$ BEGIN CREATE ROLE watcher LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        pooler = PgBouncer.start(SERVER);
    }

    @AfterAll
    static void end() throws Exception {
        pooler.close();
    }

    private static String console(String name) {
        return Service.target(name, pooler.url("stats", "pgbouncer"), "kind: pgbouncer, password: stats-word");
    }

    @Test
    void itsConsoleSaysWhoWaitsAndHowMuchWentThrough() throws Exception {
        try (var howdah = Service.start(folder, console("pooler"));
                var first = pooler.connect("postgres");
                var second = pooler.connect("postgres");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            first.setAutoCommit(false);
            query(first, "SELECT 1");
            var waiting = threads.submit(() -> query(second, "SELECT 'served'"));
            var samples = howdah.await(
                    "one client waits",
                    now -> now.has(
                                    "pgbouncer_pool_client_waiting",
                                    1,
                                    "db_namespace",
                                    "postgres",
                                    "user_name",
                                    "watcher")
                            && now.value(
                                                    "pgbouncer_pool_client_wait_time_max_seconds",
                                                    "db_namespace",
                                                    "postgres",
                                                    "user_name",
                                                    "watcher")
                                            .orElse(0)
                                    > 0);
            first.commit();

            assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("served");
            assertThat(samples.value("pgbouncer_up", "target", "pooler")).hasValue(1);
            assertThat(samples.value("pgbouncer_pool_client_active", "db_namespace", "postgres"))
                    .hasValue(1);
            assertThat(samples.value(
                            "pgbouncer_pool_server_connections",
                            "db_namespace",
                            "postgres",
                            "pgbouncer_state",
                            "active"))
                    .hasValue(1);
            assertThat(samples.value(
                            "pgbouncer_pool_mode", "db_namespace", "postgres", "pgbouncer_pool_mode", "transaction"))
                    .hasValue(1);
            assertThat(samples.value("pgbouncer_database_pool_size", "db_namespace", "postgres"))
                    .hasValue(1);
            assertThat(samples.value("pgbouncer_setting_max_client_conn")).hasValue(77);
            assertThat(samples.value("pgbouncer_databases")).hasValue(4);
            assertThat(samples.value("target_info", "service_name", "pgbouncer"))
                    .hasValue(1);
            howdah.await("the wait is counted in seconds", now -> {
                double waited = now.value("pgbouncer_client_wait_time_seconds_total", "db_namespace", "postgres")
                        .orElse(0);
                return waited > 0 && waited < 60;
            });
            assertThat(howdah.told("pooler"))
                    .contains("left out pgbouncer_state")
                    .contains("pgBouncer 1.19 or newer");
        }
    }

    @Test
    void onePausedOrStoppedIsToldAndComesBack() throws Exception {
        try (var howdah = Service.start(folder, console("pooler"))) {
            howdah.await("it is up", samples -> samples.has("pgbouncer_up", 1));
            pooler.console("PAUSE sessions");
            howdah.await(
                    "it is paused", samples -> samples.has("pgbouncer_database_paused", 1, "db_namespace", "sessions"));
            pooler.console("RESUME sessions");
            howdah.await(
                    "it goes on", samples -> samples.has("pgbouncer_database_paused", 0, "db_namespace", "sessions"));
            pooler.stop();
            howdah.await(
                    "it is down",
                    samples -> samples.has("pgbouncer_up", 0)
                            && samples.has("howdah_scrape_failure", 1, "reason", "unreachable"));
            pooler.startAgain();
            howdah.await("it is up again", samples -> samples.has("pgbouncer_up", 1));
            howdah.isLogged("target pooler: up again", 1);
        }
    }

    @Test
    void whatIsWrongIsSaidPlainly() throws Exception {
        var file = Service.write(
                folder,
                Service.configuration(
                        Service.LISTEN,
                        console("good"),
                        Service.target(
                                "guess", pooler.url("stats", "pgbouncer"), "kind: pgbouncer, password: wrong-word"),
                        Service.target(
                                "stranger", pooler.url("watcher", "pgbouncer"), "kind: pgbouncer, password: watch-me"),
                        Service.target("server", SERVER.url(), "kind: pgbouncer"),
                        Service.target("kindless", pooler.url("stats", "pgbouncer"), "password: stats-word"),
                        Service.target("administrator", pooler.url("admin", "pgbouncer"), "password: admin-word"),
                        Service.target("unknown", pooler.url("watcher", "nowhere"), "password: watch-me")));

        var ended = HowdahProcess.run("check", "--config", file.toString());

        assertThat(ended.status()).isEqualTo(1);
        assertThat(about(ended.out(), "good")).contains("yes, a pgbouncer", "pgbouncer_pools");
        assertThat(about(ended.out(), "guess")).contains("refused user \"stats\"", "check the password");
        assertThat(about(ended.out(), "stranger")).contains("add the user to stats_users");
        assertThat(about(ended.out(), "server")).contains("expected pgBouncer's admin console");
        assertThat(about(ended.out(), "kindless")).contains("set kind: pgbouncer");
        assertThat(about(ended.out(), "administrator")).contains("set kind: pgbouncer");
        assertThat(about(ended.out(), "unknown")).contains("the pooler knows no database \"nowhere\"");
        assertThat(ended.out() + ended.err()).doesNotContain("-word", "watch-me");
    }

    private static String about(String out, String target) {
        int begin = out.indexOf("\n" + target + " (");
        int end = out.indexOf("\n\n", begin);
        return out.substring(begin, end);
    }

    @Test
    void aServerBehindTransactionPoolingIsReadInFullAndNothingOfOursStaysInTheServersProcesses() throws Exception {
        try (var howdah = Service.start(
                folder, Service.target("orders", pooler.url("watcher", "postgres"), "password: watch-me"))) {
            howdah.awaitUp("orders");
            howdah.awaitSlots(3);
            var samples = howdah.metrics();
            howdah.process().awaitOutput("target orders: is reached through a pooler");

            assertThat(samples.find("postgresql_commits_total", "target", "orders"))
                    .isNotEmpty();
            assertThat(samples.valuesOf("outcome", "howdah_scrape_entry_outcome"))
                    .as("outcomes of entries")
                    .isSubsetOf("ok", "denied", "missing");
            assertThat(howdah.log()).doesNotContain("ended error", "already exists", "does not exist");
            try (var other = pooler.connect("postgres")) {
                assertThat(query(other, "SHOW statement_timeout")).isEqualTo("0");
                assertThat(query(other, "SHOW lock_timeout")).isEqualTo("0");
                assertThat(query(other, "SHOW default_transaction_read_only")).isEqualTo("off");
                assertThat(query(other, "SHOW search_path")).isEqualTo("\"$user\", public");
                assertThat(query(other, "SELECT count(*) FROM pg_prepared_statements"))
                        .isEqualTo("0");
                assertThat(query(other, "SELECT count(DISTINCT pid) FROM pg_stat_activity WHERE usename = 'watcher'"))
                        .as("server connections")
                        .isEqualTo("1");
            }
        }
    }

    @Test
    void aServerThatThePoolerCannotReachIsDown() throws Exception {
        try (var howdah =
                Service.start(folder, Service.target("lost", pooler.url("watcher", "lost"), "password: watch-me"))) {
            Await.until("it is down", () -> howdah.metrics().has("postgresql_up", 0, "target", "lost"));
            assertThat(howdah.told("lost")).contains("down: 127.0.0.1:" + pooler.port());
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery(sql)) {
            answer.next();
            return String.valueOf(answer.getString(1));
        }
    }
}
