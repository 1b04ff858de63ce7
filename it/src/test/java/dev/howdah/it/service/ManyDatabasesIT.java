package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ten thousand databases in one server, nearly all of which cannot be entered.
class ManyDatabasesIT {
    private static final int DATABASES = 10_000;

    @TempDir
    private Path folder;

    @Test
    void tenThousandDatabasesDelayNoScrapeAndAreCounted() throws Exception {
        try (var server = PostgresServer.setup(18).start()) {
            server.execute(
                    "create role watcher login in role pg_monitor",
                    "create database real",
                    // rows of the catalog without a folder on disk: who connects is told that there is none
                    "set allow_system_table_mods = on",
                    """
                    insert into pg_database
                    select (jsonb_populate_record(d, jsonb_build_object('oid', (100000 + g)::text, 'datname', 'd' || g))).*
                    from pg_database d, generate_series(1, %d) g where d.datname = 'real'""".formatted(DATABASES));
            server.executeIn("real", "create table orders (i int)");
            try (var howdah = Service.start(
                    folder,
                    Service.target("many", server.url("watcher", "postgres"), "databases: { max_sessions: 8 }"))) {
                var during = howdah.await("server-wide metrics", s -> s.has("postgresql_up", 1, "target", "many"));
                assertThat(during.has("howdah_scrape_entry_outcome", 1, "entry", "databases", "outcome", "truncated"))
                        .isTrue();
                howdah.awaitSlots(3);
                var after = howdah.await(
                        "the round is over",
                        s -> s.has("howdah_scrape_databases_left_out", DATABASES, "reason", "closed"));
                assertThat(after.has("howdah_scrape_databases_asked", 1)).isTrue();
                assertThat(after.valuesOf("db_namespace", "postgresql_table_size_bytes"))
                        .containsExactly("real|public");
                assertThat(howdah.log()).doesNotContain("ERROR");
                assertThat(howdah.log().lines().count()).as("lines of the log").isLessThan(50);
            }
        }
    }
}
