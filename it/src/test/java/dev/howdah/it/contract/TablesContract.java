package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What is counted for each table, and how large it is.
abstract class TablesContract {
    private static final String DATABASE = "tables";
    private static final String NAMESPACE = DATABASE + "|public";

    private final Site site;

    TablesContract(Site site) {
        this.site = site;
    }

    private Around around(PostgresServer server, String columns, String tables) throws Exception {
        return Around.scrape(
                server,
                DATABASE,
                "SELECT t.relname, %s FROM pg_stat_user_tables t JOIN pg_class c ON c.oid = t.relid WHERE t.relname IN (%s)"
                        .formatted(columns, tables));
    }

    private static void agrees(Around around, String table, String column, String sample, String... more) {
        around.agrees(table, column, sample, with(table, more));
    }

    private static String[] with(String table, String... more) {
        var labels = new ArrayList<>(List.of("db_namespace", NAMESPACE, "db_collection_name", table));
        labels.addAll(List.of(more));
        return labels.toArray(String[]::new);
    }

    @Test
    void scansAndRowsAreThoseOfTheServer() throws Exception {
        site.primary().execute("CREATE DATABASE " + DATABASE);
        Site.execute(
                site.primary(),
                DATABASE,
                "CREATE TABLE orders (id int PRIMARY KEY, customer int, note int, pad text)"
                        + " WITH (fillfactor = 50, autovacuum_enabled = off)",
                "ALTER TABLE orders ALTER pad SET STORAGE PLAIN",
                "CREATE INDEX orders_customer ON orders (customer)",
                "INSERT INTO orders SELECT g, g % 100, 0 FROM generate_series(1, 1000) g",
                "BEGIN",
                "INSERT INTO orders SELECT g, g, 0 FROM generate_series(2001, 2017) g",
                "ROLLBACK",
                "UPDATE orders SET note = 1 WHERE id <= 30",
                "UPDATE orders SET customer = customer + 1000 WHERE id BETWEEN 301 AND 430",
                "UPDATE orders SET pad = repeat('x', 6000) WHERE id BETWEEN 601 AND 607",
                "DELETE FROM orders WHERE id > 930",
                "SET enable_bitmapscan = off",
                "SET enable_indexscan = off",
                "SET enable_indexonlyscan = off",
                "SELECT count(*) FROM orders",
                "SELECT count(note) FROM orders",
                "RESET enable_indexscan",
                "SET enable_seqscan = off",
                "DO 'BEGIN FOR i IN 1..5 LOOP PERFORM note FROM orders WHERE customer = i; END LOOP; END'",
                "DO 'BEGIN FOR i IN 1..11 LOOP PERFORM note FROM orders WHERE id = i; END LOOP; END'");
        var columns = "n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd, n_live_tup, n_dead_tup, n_mod_since_analyze,"
                + " seq_scan, seq_tup_read, idx_scan, idx_tup_fetch, age(relfrozenxid) AS xid_age,"
                + " mxid_age(relminmxid) AS mxid_age";
        Site.await(
                site.primary(),
                DATABASE,
                "(SELECT n_tup_del = 70 AND seq_scan >= 2 AND idx_scan >= 16 FROM pg_stat_user_tables WHERE relname = 'orders')");

        var around = around(site.primary(), columns, "'orders'");

        around.assertDistinct(
                "orders",
                "n_tup_ins",
                "n_tup_upd",
                "n_tup_del",
                "n_tup_hot_upd",
                "n_live_tup",
                "n_dead_tup",
                "seq_scan",
                "seq_tup_read",
                "idx_scan",
                "idx_tup_fetch",
                "n_mod_since_analyze");
        var operations = "postgresql_operations_total";
        assertThat(around.scrape().value(operations, with("orders", "operation", "ins")))
                .isEqualTo(1017);
        assertThat(around.scrape().value(operations, with("orders", "operation", "upd")))
                .isEqualTo(167);
        assertThat(around.scrape().value(operations, with("orders", "operation", "hot_upd")))
                .isEqualTo(30);
        assertThat(around.scrape().value(operations, with("orders", "operation", "del")))
                .isEqualTo(70);
        assertThat(around.scrape().value("postgresql_rows", with("orders", "state", "live")))
                .isEqualTo(930);
        for (var operation : List.of("ins", "upd", "del", "hot_upd")) {
            agrees(around, "orders", "n_tup_" + operation, operations, "operation", operation);
        }
        agrees(around, "orders", "n_dead_tup", "postgresql_rows", "state", "dead");
        agrees(around, "orders", "n_mod_since_analyze", "postgresql_table_rows_modified");
        agrees(around, "orders", "seq_scan", "postgresql_sequential_scans_total");
        agrees(around, "orders", "seq_tup_read", "postgresql_sequential_scans_rows_total");
        agrees(around, "orders", "idx_scan", "postgresql_table_index_scans_total");
        agrees(around, "orders", "idx_tup_fetch", "postgresql_table_index_scans_rows_total");
        agrees(around, "orders", "xid_age", "postgresql_table_xid_age");
        agrees(around, "orders", "mxid_age", "postgresql_table_multixact_age");
        assertIndexes(around.scrape());
        assertNewer(around.scrape());
    }

    private static void assertIndexes(Exposition scrape) {
        assertThat(scrape.value(
                        "postgresql_index_scans_total", with("orders", "postgresql_index_name", "orders_customer")))
                .isEqualTo(5);
        assertThat(scrape.value(
                        "postgresql_index_rows_read_total", with("orders", "postgresql_index_name", "orders_customer")))
                .isBetween(40.0, 60.0);
    }

    /// Columns that came with later majors.
    private void assertNewer(Exposition scrape) throws Exception {
        var newPage = scrape.find("postgresql_operations_total", with("orders", "operation", "newpage_upd"));
        var inserted = scrape.find("postgresql_table_rows_inserted", with("orders"));
        assertThat(newPage).isEqualTo(site.major() >= 16 ? 7.0 : null);
        assertThat(inserted).isEqualTo(site.major() >= 13 ? 1017.0 : null);
        if (site.major() < 16) {
            assertThat(scrape.names()).doesNotContain("postgresql_table_last_scan_seconds");
            return;
        }
        var facts = Around.row(
                site.primary(),
                DATABASE,
                "SELECT relname, extract(epoch FROM last_seq_scan) AS seq, extract(epoch FROM last_idx_scan) AS idx"
                        + " FROM pg_stat_user_tables WHERE relname = 'orders'");
        assertThat(scrape.find("postgresql_table_last_scan_seconds", with("orders", "type", "sequential")))
                .isEqualTo(facts.get("seq"));
        assertThat(scrape.find("postgresql_table_last_scan_seconds", with("orders", "type", "index")))
                .isEqualTo(facts.get("idx"));
    }

    @Test
    void maintenanceIsThatOfTheServer() throws Exception {
        var server = site.primary();
        server.execute("CREATE DATABASE tidy");
        Site.execute(
                server,
                "tidy",
                "CREATE TABLE byhand (i int) WITH (autovacuum_enabled = off)",
                "INSERT INTO byhand SELECT generate_series(1, 300)",
                "VACUUM byhand",
                "VACUUM byhand",
                "VACUUM byhand",
                "VACUUM byhand",
                "ANALYZE byhand",
                "ANALYZE byhand",
                "ANALYZE byhand",
                "CREATE TABLE untouched (i int) WITH (autovacuum_enabled = off)",
                "CREATE TABLE byitself (i int) WITH (autovacuum_vacuum_threshold = 1, autovacuum_analyze_threshold = 1,"
                        + " autovacuum_vacuum_scale_factor = 0, autovacuum_analyze_scale_factor = 0)",
                "INSERT INTO byitself SELECT generate_series(1, 300)",
                "DELETE FROM byitself WHERE i > 200");
        try (var _ = Site.set(server, "autovacuum_naptime", "1s")) {
            Site.await(
                    server,
                    "tidy",
                    "(SELECT autovacuum_count > 0 AND autoanalyze_count > 0 FROM pg_stat_user_tables WHERE relname = 'byitself')");
        }
        Site.await(server, "NOT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'autovacuum worker')");
        Site.await(
                server,
                "tidy",
                "(SELECT vacuum_count = 4 AND analyze_count = 3 FROM pg_stat_user_tables WHERE relname = 'byhand')");
        var times = new StringBuilder();
        for (var kind : List.of("vacuum", "autovacuum", "analyze", "autoanalyze")) {
            times.append(", %1$s_count, extract(epoch FROM last_%1$s) AS last_%1$s".formatted(kind));
            if (site.major() >= 18) {
                times.append(", total_%1$s_time / 1000 AS %1$s_time".formatted(kind));
            }
        }

        var around = Around.scrape(server, "tidy", "SELECT relname%s FROM pg_stat_user_tables".formatted(times));

        assertThat(around.rows()).containsExactlyInAnyOrder("byhand", "byitself", "untouched");
        around.assertDistinct("byhand", "vacuum_count", "analyze_count", "last_vacuum", "last_analyze");
        around.assertDistinct("byitself", "last_autovacuum", "last_autoanalyze");
        for (var table : around.rows()) {
            for (var kind : List.of("vacuum", "autovacuum", "analyze", "autoanalyze")) {
                String[] labels = {"db_namespace", "tidy|public", "db_collection_name", table};
                String[] labelsOfKind = {"db_namespace", "tidy|public", "db_collection_name", table, "operation", kind};
                around.agrees(table, kind + "_count", "postgresql_table_%s_count_total".formatted(kind), labels);
                around.agrees(table, "last_" + kind, "postgresql_table_last_maintenance_seconds", labelsOfKind);
                if (site.major() >= 18) {
                    around.agrees(
                            table, kind + "_time", "postgresql_table_maintenance_time_seconds_total", labelsOfKind);
                }
            }
        }
    }

    @Test
    void sizesAreThoseOfTheServer() throws Exception {
        var server = site.primary();
        server.execute("CREATE DATABASE sizes");
        Site.execute(
                server,
                "sizes",
                "CREATE TABLE large (i int PRIMARY KEY, j int, t text)",
                "ALTER TABLE large ALTER t SET STORAGE EXTERNAL",
                "INSERT INTO large SELECT g, g, CASE WHEN g % 50 = 0 THEN repeat('x', 9000) END FROM generate_series(1, 4000) g",
                "CREATE INDEX ON large (j)",
                "CREATE MATERIALIZED VIEW seen AS SELECT i FROM large",
                "CREATE TABLE parted (i int, at int) PARTITION BY RANGE (at)",
                "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10)",
                "INSERT INTO parted SELECT g, g % 10 FROM generate_series(1, 3000) g",
                "CREATE UNLOGGED TABLE fleeting AS SELECT generate_series(1, 2000) i",
                "VACUUM large");
        site.standby().awaitReplayOf(server);
        for (var each : List.of(server, site.standby())) {
            try (var temporary = Client.of(server, "sizes")) {
                temporary.execute("CREATE TEMP TABLE short AS SELECT generate_series(1, 100) i");
                assertSizes(each);
            }
        }
    }

    private static void assertSizes(PostgresServer server) throws Exception {
        var around = Around.scrape(server, "sizes", """
                SELECT relname, pg_relation_size(oid) AS size, pg_indexes_size(oid) AS indexes,
                       CASE WHEN reltoastrelid = 0 THEN 0 ELSE pg_total_relation_size(reltoastrelid) END AS toast,
                       pg_relation_size(oid, 'fsm') + pg_relation_size(oid, 'vm') + pg_relation_size(oid, 'init') AS maps,
                       pg_total_relation_size(oid) AS total
                FROM pg_class WHERE relname IN ('large', 'seen', 'fleeting')""");
        around.assertDistinct("large", "size", "indexes", "toast");
        for (var table : around.rows()) {
            String[] labels = {"db_namespace", "sizes|public", "db_collection_name", table};
            around.agrees(table, "size", "postgresql_table_size_bytes", labels);
            around.agrees(table, "toast", "postgresql_table_toast_size_bytes", labels);
            around.agrees(table, "indexes", "postgresql_table_indexes_size_bytes", labels);
        }
        assertThat(around.before("large", "total")).isEqualTo(sum(around, "size", "toast", "indexes", "maps"));
        for (var absent : List.of("parted_1", "short")) {
            assertThat(around.scrape().having("postgresql_table_size_bytes", "db_collection_name", absent))
                    .isEmpty();
        }
    }

    private static double sum(Around around, String... columns) {
        double sum = 0;
        for (var column : columns) {
            sum += Objects.requireNonNull(around.before("large", column));
        }
        return sum;
    }

    @Test
    void blocksAreThoseOfTheServer() throws Exception {
        var server = site.primary();
        server.execute("CREATE DATABASE blocks");
        Site.execute(
                server,
                "blocks",
                "CREATE TABLE b (i int PRIMARY KEY, t text) WITH (autovacuum_enabled = off)",
                "ALTER TABLE b ALTER t SET STORAGE EXTERNAL",
                "INSERT INTO b SELECT g, repeat('x', 5000) FROM generate_series(1, 200) g",
                "SET enable_seqscan = off",
                "SELECT sum(length(t || 'y')) FROM b WHERE i < 50",
                "DELETE FROM b WHERE i > 190");
        Site.await(server, "blocks", "(SELECT n_tup_del = 10 FROM pg_stat_user_tables)");
        Site.await(server, "blocks", "(SELECT toast_blks_hit > 0 AND idx_blks_hit > 0 FROM pg_statio_user_tables)");
        var around = Around.scrape(server, "blocks", """
                SELECT s.relname, heap_blks_read, heap_blks_hit, s.idx_blks_read, s.idx_blks_hit, toast_blks_read,
                       toast_blks_hit, tidx_blks_read, tidx_blks_hit, i.idx_blks_read AS index_read,
                       i.idx_blks_hit AS index_hit
                FROM pg_statio_user_tables s JOIN pg_statio_user_indexes i USING (relid)""");
        around.assertDistinct("b", "heap_blks_hit", "idx_blks_hit", "toast_blks_hit", "tidx_blks_hit");
        String[] labels = {"db_namespace", "blocks|public", "db_collection_name", "b", "source", ""};
        for (var source : List.of("heap", "idx", "toast", "tidx")) {
            for (var how : List.of("read", "hit")) {
                labels[5] = source + "_" + how;
                around.agrees("b", source + "_blks_" + how, "postgresql_blocks_read_total", labels);
            }
        }
        String[] ofIndex = {
            "db_namespace",
            "blocks|public",
            "db_collection_name",
            "b",
            "postgresql_index_name",
            "b_pkey",
            "operation",
            ""
        };
        for (var how : List.of("read", "hit")) {
            ofIndex[7] = how;
            around.agrees("b", "index_" + how, "postgresql_index_blocks_total", ofIndex);
        }
    }

    @Test
    void namesOfAnyKindArriveUnchanged() throws Exception {
        var database = "od\"d\\ db's é🐘%2F?&x=1";
        var schema = "sch\"ema\\";
        var table = "two\nlines \"quoted\" \\n 🐘 | {a=\"b\"}";
        var index = "in'dex\t,";
        site.primary().execute("CREATE DATABASE " + quoted(database));
        Site.execute(
                site.primary(),
                database,
                "CREATE SCHEMA " + quoted(schema),
                "CREATE TABLE %s.%s (i int)".formatted(quoted(schema), quoted(table)),
                "INSERT INTO %s.%s VALUES (1), (2), (3)".formatted(quoted(schema), quoted(table)),
                "CREATE INDEX %s ON %s.%s (i)".formatted(quoted(index), quoted(schema), quoted(table)));
        Site.await(site.primary(), database, "(SELECT n_tup_ins = 3 FROM pg_stat_user_tables)");

        var scrape = Site.run(site.primary().url());

        String[] labels = {"db_namespace", database + "|" + schema, "db_collection_name", table};
        assertThat(scrape.value("postgresql_table_size_bytes", labels)).isEqualTo(8192);
        assertThat(scrape.value(
                        "postgresql_index_size_bytes",
                        "db_namespace",
                        database + "|" + schema,
                        "db_collection_name",
                        table,
                        "postgresql_index_name",
                        index))
                .isEqualTo(16384);
        assertThat(scrape.value("postgresql_commits_total", "db_namespace", database))
                .isPositive();
        assertThat(scrape.text())
                .contains("db_collection_name=\"two\\nlines \\\"quoted\\\" \\\\n 🐘 | {a=\\\"b\\\"}\"");
        assertThat(Promtool.check(scrape.text())).isEmpty();
        site.primary().execute("DROP DATABASE " + quoted(database));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
