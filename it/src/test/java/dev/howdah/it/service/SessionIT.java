package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sessions that a server has with Howdah, and what it is asked.
class SessionIT {
    private static final String SESSIONS = """
            select string_agg(concat_ws(' ', pid, backend_start), ',') from pg_stat_activity
            where application_name = 'howdah' and datname = 'postgres'""";

    private static final PostgresServer SERVER = PostgresServer.setup(18)
            .setting("shared_preload_libraries", "pg_stat_statements")
            .setting("log_statement", "all")
            .setting("log_connections", "on")
            .setting("log_line_prefix", "[%a/%d] ")
            .start();

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() {
        SERVER.execute(
                "create extension pg_stat_statements",
                "create role watcher login in role pg_monitor",
                "create database orders",
                "create database stock");
    }

    @AfterAll
    static void end() {
        SERVER.close();
    }

    @Test
    void oneSessionPerServerOverTenSlotsAndNoneReconnects() throws Exception {
        int before = connections("postgres");
        try (var otlp = OtlpReceiver.start();
                var howdah = Service.startWith(
                        folder,
                        Service.configuration(
                                "exporters: { %s }\ntelemetry: { listen: '127.0.0.1:0' }\n".formatted(otlp.exporter()),
                                Service.target("orders", SERVER.url("watcher", "postgres"))))) {
            Set<String> seen = new TreeSet<>();
            Await.until("ten slots", () -> {
                String sessions = SERVER.query(SESSIONS);
                if (sessions != null) {
                    seen.add(sessions);
                }
                return otlp.ups("orders").size() >= 10;
            });

            assertThat(seen)
                    .hasSize(1)
                    .allSatisfy(sessions -> assertThat(sessions).doesNotContain(","));
            assertThat(otlp.ups("orders")).containsOnly(1.0);
            assertThat(SERVER.query("""
                    select string_agg(datname, ',') from pg_stat_activity where application_name = 'howdah'"""))
                    .as("sessions of per-database entries end with these")
                    .isEqualTo("postgres");
            assertThat(howdah.process().terminate().status()).isZero();
        }
        assertThat(connections("postgres")).isEqualTo(before + 1);
        assertThat(SERVER.query("select count(*) from pg_stat_activity where application_name = 'howdah'"))
                .isEqualTo("0");
    }

    private static int connections(String database) throws IOException {
        return logged("database=%s application_name=howdah".formatted(database)).size();
    }

    private static List<String> logged(String text) throws IOException {
        return Files.readAllLines(SERVER.log()).stream()
                .filter(line -> line.contains(text))
                .toList();
    }

    @Test
    void everySessionIsSetUpToBeHarmless() throws Exception {
        try (var howdah = Service.start(folder, Service.target("orders", SERVER.url("watcher", "postgres")))) {
            howdah.awaitUp("orders");
            howdah.process().terminate();
        }
        for (var database : List.of("postgres", "orders", "stock")) {
            int sessions = connections(database);
            assertThat(sessions).isPositive();
            for (var setting : List.of(
                    "SET lock_timeout = 100",
                    "SET idle_in_transaction_session_timeout = 10000",
                    "SET default_transaction_read_only = on",
                    "SET search_path = pg_catalog, pg_temp")) {
                assertThat(logged("[howdah/%s] ".formatted(database)))
                        .as(database)
                        .filteredOn(line -> line.endsWith(setting))
                        .hasSize(sessions);
            }
        }
        assertThat(logged("[howdah/"))
                .noneMatch(line -> line.matches(".*execute S_\\d+: *(INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|GRANT).*"));
    }

    @Test
    void askingTheEndpointNeverAsksTheServer() throws Exception {
        try (var howdah = Service.start(
                folder,
                "  - { name: slow, url: '%s', collection: { interval: 1h, timeout: 10s } }"
                        .formatted(SERVER.url("watcher", "postgres")))) {
            // The other databases are asked beside the scrape, and perhaps after it.
            howdah.await(
                    "every database was asked",
                    samples -> samples.valuesOf("db_namespace", "postgresql_relations", "target", "slow")
                            .containsAll(List.of("orders", "postgres", "stock")));
            String before = statements();
            for (int i = 0; i < 50; i++) {
                assertThat(howdah.metrics().has("postgresql_up", 1, "target", "slow"))
                        .isTrue();
            }
            assertThat(before).isNotNull().isNotEqualTo("0");
            assertThat(statements()).isEqualTo(before);
        }
    }

    private static @Nullable String statements() {
        return SERVER.query("select sum(calls) from pg_stat_statements where userid = 'watcher'::regrole");
    }
}
