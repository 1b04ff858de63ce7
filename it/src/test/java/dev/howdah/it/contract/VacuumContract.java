package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A vacuum that is running.
abstract class VacuumContract {
    private static final String[] LABELS = {"db_namespace", "vacuumed|public", "db_collection_name", "v"};

    private final Site site;

    VacuumContract(Site site) {
        this.site = site;
    }

    @Test
    void progressIsThatOfTheServer() throws Exception {
        var server = site.primary();
        server.execute("CREATE DATABASE vacuumed");
        try (var client = Client.of(server, "vacuumed")) {
            client.execute(
                    "CREATE TABLE v (i int, pad text) WITH (autovacuum_enabled = off)",
                    "INSERT INTO v SELECT g, repeat('x', 500) FROM generate_series(1, 8000) g",
                    "DELETE FROM v WHERE i % 4 = 0",
                    // so slow that it is in the middle whenever it is looked at
                    "SET vacuum_cost_delay = 100",
                    "SET vacuum_cost_limit = 5");
            client.start("VACUUM v");
            Site.await(server, "vacuumed", "(SELECT heap_blks_scanned > 2 FROM pg_stat_progress_vacuum)");

            var around = Around.scrape(
                    server, "vacuumed", """
                    SELECT c.relname, heap_blks_total * 8192 AS total, heap_blks_scanned * 8192 AS scanned,
                           heap_blks_vacuumed * 8192 AS vacuumed, index_vacuum_count,
                           extract(epoch FROM now() - a.xact_start) AS running_time, %s AS dead
                    FROM pg_stat_progress_vacuum p JOIN pg_class c ON c.oid = p.relid
                         JOIN pg_stat_activity a ON a.pid = p.pid""".formatted(site.major() >= 17 ? "num_dead_item_ids" : "num_dead_tuples"));

            around.agrees("v", "total", "postgresql_vacuum_heap_size_bytes", LABELS);
            around.agrees("v", "scanned", "postgresql_vacuum_heap_processed_bytes", with("operation", "scan"));
            around.agrees("v", "vacuumed", "postgresql_vacuum_heap_processed_bytes", with("operation", "vacuum"));
            around.agrees("v", "index_vacuum_count", "postgresql_vacuum_index_cycles", LABELS);
            around.agrees("v", "running_time", "postgresql_vacuum_running_time_seconds", LABELS);
            around.agrees("v", "dead", "postgresql_vacuum_dead_items", LABELS);
            assertThat(around.before("v", "total"))
                    .isEqualTo(Around.number(server, "vacuumed", "pg_relation_size('v')"));
            around.assertDistinct("v", "total", "scanned", "running_time");
            assertPhase(around.scrape());
        }
        assertThat(Site.scrape(server, "vacuumed").names("postgresql_vacuum_")).isEmpty();
    }

    private static String[] with(String attribute, String value) {
        return new String[] {LABELS[0], LABELS[1], LABELS[2], LABELS[3], attribute, value};
    }

    private static void assertPhase(Exposition scrape) {
        assertThat(scrape.value("postgresql_vacuum_phase", with("postgresql_vacuum_phase", "scanning heap")))
                .isOne();
        assertThat(scrape.having("postgresql_vacuum_phase")).hasSize(8);
        assertThat(scrape.value("postgresql_vacuum_phase", with("postgresql_vacuum_phase", "unknown")))
                .isZero();
    }
}
