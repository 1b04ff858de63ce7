package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What is counted for each index, how large it is, and whether it is valid.
abstract class IndexesContract {
    private final Site site;

    IndexesContract(Site site) {
        this.site = site;
    }

    @Test
    void scansSizeAndValidityAreThoseOfTheServer() throws Exception {
        var server = site.primary();
        server.execute("CREATE DATABASE indexes");
        try (var client = Client.of(server, "indexes")) {
            client.execute(
                            "CREATE TABLE t (i int PRIMARY KEY, j int) WITH (autovacuum_enabled = off)",
                            "INSERT INTO t SELECT g, g / 3 FROM generate_series(1, 5000) g",
                            "DELETE FROM t WHERE j = 9 AND i % 3 = 0",
                            "CREATE INDEX t_j ON t (j)",
                            "DELETE FROM t WHERE i IN (31, 34)")
                    .fail("CREATE UNIQUE INDEX CONCURRENTLY t_broken ON t (j)")
                    .execute(
                            "SET enable_seqscan = off",
                            "SET enable_bitmapscan = off",
                            "DO 'BEGIN FOR k IN 10..16 LOOP PERFORM * FROM t WHERE j = k; END LOOP; END'",
                            "DO 'BEGIN FOR k IN 100..103 LOOP PERFORM * FROM t WHERE i = k; END LOOP; END'");
        }
        Site.await(server, "indexes", "(SELECT idx_scan = 7 FROM pg_stat_user_indexes WHERE indexrelname = 't_j')");
        var around = Around.scrape(
                server,
                "indexes",
                "SELECT indexrelname, idx_scan, idx_tup_read, idx_tup_fetch, pg_relation_size(indexrelid) AS size%s FROM pg_stat_user_indexes"
                        .formatted(site.major() >= 16 ? ", extract(epoch FROM last_idx_scan) AS last_scan" : ""));

        around.assertDistinct("t_j", "idx_scan", "idx_tup_read", "idx_tup_fetch", "size");
        for (var index : around.rows()) {
            String[] labels = {
                "db_namespace", "indexes|public", "db_collection_name", "t", "postgresql_index_name", index
            };
            around.agrees(index, "idx_scan", "postgresql_index_scans_total", labels);
            around.agrees(index, "idx_tup_read", "postgresql_index_rows_read_total", labels);
            around.agrees(index, "idx_tup_fetch", "postgresql_index_rows_fetched_total", labels);
            around.agrees(index, "size", "postgresql_index_size_bytes", labels);
            if (site.major() >= 16) {
                around.agrees(index, "last_scan", "postgresql_index_last_scan_seconds", labels);
            } else {
                assertThat(around.scrape().find("postgresql_index_last_scan_seconds", labels))
                        .isNull();
            }
            assertThat(around.scrape().find("postgresql_index_invalid", labels))
                    .as(index)
                    .isEqualTo(index.equals("t_broken") ? 1.0 : null);
        }
        assertThat(around.rows()).containsExactlyInAnyOrder("t_pkey", "t_j", "t_broken");
    }
}
