package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers that change while they are watched: each change is noticed without a restart of Howdah.
class ServerChangesIT {
    private static final PostgresServer SERVER = PostgresServer.setup(18)
            .password("s3cret")
            .setting("shared_preload_libraries", "pg_stat_statements")
            .start();

    @TempDir
    private Path folder;

    @AfterAll
    static void end() {
        SERVER.close();
    }

    private static String watcher(String role) {
        SERVER.execute("create role %s login password 'first' in role pg_monitor".formatted(role));
        return SERVER.url(role, "postgres");
    }

    private static String terminate(String role) {
        return "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = '%s'".formatted(role);
    }

    private static String outcome(Samples samples, String entry) {
        return String.join(",", samples.valuesOf("outcome", "howdah_scrape_entry_outcome", "entry", entry));
    }

    @Test
    void aLostSessionIsMadeAnewInTheNextSlotWithoutAGap() throws Exception {
        var url = watcher("lost");
        try (var otlp = OtlpReceiver.start();
                var howdah = Service.startWith(
                        folder,
                        Service.configuration(
                                "exporters: { %s }\ntelemetry: { listen: '127.0.0.1:0' }\n".formatted(otlp.exporter()),
                                Service.target("orders", url, "password: first")))) {
            Await.until("two slots", () -> otlp.ups("orders").size() >= 2);
            assertThat(SERVER.query(terminate("lost"))).isEqualTo("1");
            int slots = otlp.ups("orders").size();
            Await.until("three slots more", () -> otlp.ups("orders").size() >= slots + 3);
            assertThat(otlp.ups("orders")).containsOnly(1.0);
            assertThat(howdah.log()).doesNotContain("down");
        }
    }

    @Test
    void aRestartAndAPromotionAreNoticed() throws Exception {
        try (var primary = PostgresServer.setup(16).start()) {
            var standby = primary.startStandby("standby");
            try (var howdah = Service.start(
                    folder, Service.target("primary", primary.url()), Service.target("standby", standby.url()))) {
                howdah.awaitUp("primary");
                howdah.await(
                        "the standby replays",
                        samples -> !samples.find("postgresql_recovery_delay_seconds", "target", "standby")
                                        .isEmpty()
                                && samples.has(
                                        "postgresql_server_role",
                                        1,
                                        "target",
                                        "standby",
                                        "postgresql_role",
                                        "standby"));
                var started = howdah.metrics().value("postgresql_server_start_time_seconds", "target", "primary");
                primary.restart();
                howdah.await(
                        "the new start is seen",
                        samples -> samples.has("postgresql_up", 1, "target", "primary")
                                && !samples.value("postgresql_server_start_time_seconds", "target", "primary")
                                        .equals(started));

                standby.promote();
                howdah.await(
                        "the promotion is seen",
                        samples -> samples.has(
                                        "postgresql_server_role", 1, "target", "standby", "postgresql_role", "primary")
                                && outcome(samples, "recovery").isEmpty());
                howdah.isLogged("target standby: 127.0.0.1:%d is PostgreSQL 16".formatted(standby.port()), 2);
            }
        }
    }

    @Test
    void extensionsThatComeChangeAndGoAreNoticed() throws Exception {
        var url = watcher("extensions");
        try (var howdah = Service.start(folder, Service.target("orders", url, "password: first"))) {
            var samples = howdah.awaitUp("orders");
            assertThat(outcome(samples, "statements")).isEqualTo("missing");

            SERVER.execute("create extension pg_stat_statements version '1.10'");
            howdah.await(
                    "statements run",
                    s -> outcome(s, "statements").equals("ok")
                            && !s.find("postgresql_query_calls_total").isEmpty());
            SERVER.execute("alter extension pg_stat_statements update");
            howdah.await(
                    "they run in the new version",
                    s -> !s.find("postgresql_query_parallel_workers_launched_total")
                            .isEmpty());
            SERVER.execute("drop extension pg_stat_statements");
            howdah.await("they are gone", s -> outcome(s, "statements").equals("missing"));
            howdah.isLogged(
                    "left out statements, statements_info: extension pg_stat_statements is not installed in this database — CREATE EXTENSION pg_stat_statements",
                    2);
            assertThat(howdah.log())
                    .doesNotContain("ERROR")
                    .doesNotContain("ended missing")
                    .doesNotContain("down");
        }
    }

    @Test
    void privilegesThatAreGrantedAndRevokedAreNoticed() throws Exception {
        SERVER.execute("create role privileged login password 'first'");
        try (var howdah = Service.start(
                folder, Service.target("orders", SERVER.url("privileged", "postgres"), "password: first"))) {
            var samples = howdah.awaitUp("orders");
            assertThat(outcome(samples, "activity")).isEqualTo("denied");
            SERVER.execute("grant pg_monitor to privileged");
            howdah.await(
                    "what needs it runs",
                    s -> outcome(s, "activity").equals("ok")
                            && outcome(s, "wal_directory").equals("ok"));
            SERVER.execute("revoke pg_monitor from privileged");
            howdah.await("it does not run any more", s -> outcome(s, "activity").equals("denied"));
            howdah.isLogged("needs the privileges of pg_monitor — GRANT pg_monitor TO \"privileged\"", 2);

            SERVER.execute("revoke execute on function pg_show_all_settings() from public");
            try {
                // settings are read each five minutes: a new session looks at all entries anew
                howdah.rewrite(Service.target(
                        "orders", SERVER.url("privileged", "postgres"), "password: first, labels: { team: stock }"));
                howdah.await(
                        "it is denied",
                        s -> outcome(s, "settings").equals("denied") && s.has("postgresql_up", 1, "target", "orders"));
                howdah.awaitSlots(3);
                howdah.isLogged(
                        "entry settings ended denied: ERROR: permission denied for function pg_show_all_settings (SQLSTATE 42501)",
                        1);
                assertThat(howdah.metrics().find("postgresql_commits_total")).isNotEmpty();
            } finally {
                SERVER.execute("grant execute on function pg_show_all_settings() to public");
            }
        }
    }

    @Test
    void aPasswordFileThatIsReplacedIsReadAtTheNextConnection() throws Exception {
        var url = watcher("renewed");
        var session = "select pid from pg_stat_activity where usename = 'renewed' and datname = 'postgres'";
        var file = Files.writeString(folder.resolve("password"), "first\n");
        try (var howdah =
                Service.start(folder, Service.target("orders", url, "password: '${file:%s}'".formatted(file)))) {
            howdah.awaitUp("orders");
            SERVER.execute("alter role renewed password 'second'");
            Files.writeString(file, "second\n");
            var before = SERVER.query(session);
            assertThat(SERVER.query(terminate("renewed"))).isEqualTo("1");
            Await.until("there is a new session", () -> {
                var now = SERVER.query(session);
                return now != null && !now.equals(before);
            });
            assertThat(howdah.log()).doesNotContain("down");

            Files.delete(file);
            assertThat(SERVER.query(terminate("renewed"))).isEqualTo("1");
            howdah.awaitDown("orders", "secret");
            howdah.process()
                    .awaitOutput(
                            "target orders: down: password ${file:%s}: no such file — create it or correct the path"
                                    .formatted(file));
            Files.writeString(file, "second\n");
            howdah.awaitUp("orders");
            assertThat(howdah.log()).doesNotContain("first\n", "second\n");
        }
    }

    @Test
    void aCatalogThatIsLockedDoesNotMakeAServerDown() throws Exception {
        var url = watcher("locked");
        try (var otlp = OtlpReceiver.start();
                var howdah = Service.startWith(
                        folder,
                        Service.configuration(
                                "exporters: { %s }\ntelemetry: { listen: '127.0.0.1:0' }\n".formatted(otlp.exporter()),
                                Service.target("orders", url, "password: first")));
                var connection = SERVER.connect("postgres");
                var statement = connection.createStatement()) {
            Await.until("two slots", () -> otlp.ups("orders").size() >= 2);
            connection.setAutoCommit(false);
            statement.execute("lock table pg_extension in access exclusive mode");
            int slots = otlp.ups("orders").size();
            Await.until("three slots more", () -> otlp.ups("orders").size() >= slots + 3);
            connection.rollback();
            assertThat(otlp.ups("orders")).containsOnly(1.0);
            assertThat(howdah.log()).doesNotContain("down");
        }
    }
}
