package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is counted for each database.
abstract class DatabasesContract {
    private static final String DATABASE = "counted";
    private static final String COLUMNS = """
            xact_commit, xact_rollback, blks_hit, blks_read, nullif(blk_read_time, 0) / 1000 AS blk_read_time,
            nullif(blk_write_time, 0) / 1000 AS blk_write_time, tup_returned, tup_fetched, tup_inserted, tup_updated,
            tup_deleted, temp_files, temp_bytes, deadlocks, numbackends""";

    private final Site site;

    DatabasesContract(Site site) {
        this.site = site;
    }

    private String columns() {
        var columns = new StringBuilder(COLUMNS);
        if (site.major() >= 12) {
            columns.append(", checksum_failures");
        }
        if (site.major() >= 14) {
            columns.append(", sessions, sessions_abandoned, sessions_fatal, sessions_killed,")
                    .append(" session_time / 1000 AS session_time, active_time / 1000 AS active_time,")
                    .append(" idle_in_transaction_time / 1000 AS idle_in_transaction_time");
        }
        if (site.major() >= 18) {
            columns.append(", parallel_workers_to_launch, parallel_workers_launched");
        }
        return columns.toString();
    }

    @Test
    void countersAreThoseOfTheServer() throws Exception {
        prepare();

        var around = Around.scrape(
                site.primary(),
                "SELECT datname, %s FROM pg_stat_database WHERE datname = '%s'".formatted(columns(), DATABASE));

        around.assertDistinct(
                DATABASE,
                "xact_commit",
                "xact_rollback",
                "blks_hit",
                "blks_read",
                "tup_returned",
                "tup_fetched",
                "tup_inserted",
                "tup_updated",
                "tup_deleted",
                "temp_files",
                "temp_bytes",
                "deadlocks");
        agrees(around, "xact_commit", "postgresql_commits_total");
        agrees(around, "xact_rollback", "postgresql_rollbacks_total");
        agrees(around, "blks_hit", "postgresql_blks_hit_total");
        agrees(around, "blks_read", "postgresql_blks_read_total");
        agrees(around, "blk_read_time", "postgresql_block_time_seconds_total", "operation", "read");
        agrees(around, "blk_write_time", "postgresql_block_time_seconds_total", "operation", "write");
        agrees(around, "tup_returned", "postgresql_tup_returned_total");
        agrees(around, "tup_fetched", "postgresql_tup_fetched_total");
        agrees(around, "tup_inserted", "postgresql_tup_inserted_total");
        agrees(around, "tup_updated", "postgresql_tup_updated_total");
        agrees(around, "tup_deleted", "postgresql_tup_deleted_total");
        agrees(around, "temp_files", "postgresql_temp_files_total");
        agrees(around, "temp_bytes", "postgresql_temp_io_bytes_total");
        agrees(around, "deadlocks", "postgresql_deadlocks_total");
        if (site.major() >= 12) {
            agrees(around, "checksum_failures", "postgresql_checksum_failures_total");
        } else {
            assertThat(around.scrape().names()).doesNotContain("postgresql_checksum_failures_total");
        }
        if (site.major() >= 14) {
            assertSessions(around);
        }
        if (site.major() >= 18) {
            agrees(around, "parallel_workers_to_launch", "postgresql_parallel_workers_planned_total");
            agrees(around, "parallel_workers_launched", "postgresql_parallel_workers_launched_total");
        }
    }

    private static void assertSessions(Around around) {
        around.assertDistinct(
                DATABASE,
                "sessions",
                "sessions_abandoned",
                "sessions_fatal",
                "sessions_killed",
                "session_time",
                "active_time",
                "idle_in_transaction_time");
        agrees(around, "sessions", "postgresql_sessions_total");
        for (var end : new String[] {"abandoned", "fatal", "killed"}) {
            agrees(around, "sessions_" + end, "postgresql_sessions_lost_total", "postgresql_session_end", end);
        }
        agrees(around, "session_time", "postgresql_session_time_seconds_total");
        agrees(around, "active_time", "postgresql_session_active_time_seconds_total");
        agrees(around, "idle_in_transaction_time", "postgresql_session_idle_in_transaction_time_seconds_total");
    }

    private static void agrees(Around around, String column, String sample, String... labels) {
        var all = new ArrayList<>(List.of("db_namespace", DATABASE));
        all.addAll(List.of(labels));
        around.agrees(DATABASE, column, sample, all.toArray(String[]::new));
    }

    /// Roll-backs, three deadlocks, two temporary files, sessions that end in every way, and some rows.
    private void prepare() throws Exception {
        var server = site.primary();
        server.execute("CREATE DATABASE " + DATABASE);
        Site.execute(
                server,
                DATABASE,
                "CREATE TABLE t (i int PRIMARY KEY, n int)",
                "INSERT INTO t SELECT g, g FROM generate_series(1, 1009) g",
                "UPDATE t SET n = n + 1 WHERE i <= 131",
                "DELETE FROM t WHERE i > 938",
                "SET work_mem = '64kB'",
                "SELECT count(*) FROM (SELECT g FROM generate_series(1, 30000) g ORDER BY g DESC) s");
        try (var undecided = Client.of(server, DATABASE)) {
            for (int i = 0; i < 40; i++) {
                undecided.execute("BEGIN", "INSERT INTO t VALUES (5000, 1)", "ROLLBACK");
            }
        }
        for (int i = 0; i < 3; i++) {
            deadlock();
        }
        for (int i = 0; i < 3; i++) {
            var vanishing = Client.of(server, DATABASE);
            vanishing.vanish();
        }
        for (int i = 0; i < 4; i++) {
            try (var killed = Client.of(server, DATABASE)) {
                server.execute("SELECT pg_terminate_backend(%d)".formatted(killed.pid()));
            }
        }
        for (int i = 0; i < 5; i++) {
            try (var fatal = Client.of(server, DATABASE)) {
                fatal.execute("SET idle_in_transaction_session_timeout = 1", "BEGIN");
                awaitNoSession("pid = " + fatal.pid());
            }
        }
        awaitNoSession("datname = '%s'".formatted(DATABASE));
        Site.await(server, """
                (SELECT tup_inserted >= 1009 AND deadlocks = 3 AND temp_files > 0 AND xact_rollback >= 43%s
                 FROM pg_stat_database WHERE datname = '%s')""".formatted(
                site.major() < 14 ? "" : " AND sessions_abandoned = 3 AND sessions_killed = 4 AND sessions_fatal = 5",
                DATABASE));
    }

    private void awaitNoSession(String which) {
        Site.await(site.primary(), "NOT EXISTS (SELECT FROM pg_stat_activity WHERE %s)".formatted(which));
    }

    private void deadlock() throws Exception {
        try (var one = Client.of(site.primary(), DATABASE);
                var other = Client.of(site.primary(), DATABASE)) {
            one.execute("BEGIN", "UPDATE t SET n = 0 WHERE i = 1");
            other.execute("BEGIN", "UPDATE t SET n = 0 WHERE i = 2");
            one.start("UPDATE t SET n = 0 WHERE i = 2");
            other.start("UPDATE t SET n = 0 WHERE i = 1");
            one.awaitEnd();
            other.awaitEnd();
        }
    }

    @Test
    void sizesAndAgesAreThoseOfTheServer() throws Exception {
        site.primary().execute("CREATE DATABASE sized CONNECTION LIMIT 23");
        Site.execute(site.primary(), "sized", "CREATE TABLE t AS SELECT generate_series(1, 50000) i");
        site.standby().awaitReplayOf(site.primary());
        for (var server : new PostgresServer[] {site.primary(), site.standby()}) {
            var around = Around.scrape(server, """
                    SELECT datname, pg_database_size(oid) AS size, age(datfrozenxid) AS xid_age,
                           mxid_age(datminmxid) AS mxid_age, nullif(datconnlimit, -1) AS connection_limit
                    FROM pg_database""");
            for (var database : around.rows()) {
                around.agrees(database, "xid_age", "postgresql_database_xid_age", "db_namespace", database);
                around.agrees(database, "mxid_age", "postgresql_database_multixact_age", "db_namespace", database);
                around.agrees(
                        database, "connection_limit", "postgresql_database_connection_limit", "db_namespace", database);
            }
            around.assertDistinct("sized", "size", "xid_age", "connection_limit");
            around.agrees("sized", "size", "postgresql_db_size_bytes", "db_namespace", "sized");
            around.agrees("postgres", "size", "postgresql_db_size_bytes", "db_namespace", "postgres");
            assertThat(around.scrape().value("postgresql_database_connection_limit", "db_namespace", "sized"))
                    .isEqualTo(23);
            assertThat(around.scrape().find("postgresql_db_size_bytes", "db_namespace", "template0"))
                    .isNull();
        }
    }

    @Test
    void whatBelongsToNoDatabaseHasAnEmptyName() throws Exception {
        if (site.major() >= 12) {
            var around = Around.scrape(
                    site.primary(), "SELECT 'shared', blks_hit FROM pg_stat_database WHERE datname IS NULL");
            around.agrees("shared", "blks_hit", "postgresql_blks_hit_total", "db_namespace", "");
            assertThat(around.before("shared", "blks_hit")).isPositive();
            assertThat(around.scrape().find("postgresql_backends", "db_namespace", ""))
                    .isNull();
        } else {
            assertThat(Site.scrape(site.primary()).find("postgresql_blks_hit_total", "db_namespace", ""))
                    .isNull();
        }
    }

    @Test
    void conflictsAreThoseOfTheStandby() throws Exception {
        var primary = site.primary();
        primary.execute("CREATE DATABASE conflicts");
        Site.execute(primary, "conflicts", "CREATE TABLE t AS SELECT generate_series(1, 100) i");
        site.standby().awaitReplayOf(primary);
        try (var _ = Site.set(site.standby(), "max_standby_streaming_delay", "200ms")) {
            cancelReaders();
        }
        var conflicts = "SELECT datname, confl_tablespace, confl_lock, confl_snapshot, confl_bufferpin, confl_deadlock"
                + " FROM pg_stat_database_conflicts WHERE datname = 'conflicts'";
        Site.await(site.standby(), "(SELECT confl_lock >= 2 AND confl_snapshot >= 1 FROM (%s) c)".formatted(conflicts));

        var around = Around.scrape(site.standby(), conflicts);

        around.assertDistinct("conflicts", "confl_lock", "confl_snapshot");
        for (var type : new String[] {"tablespace", "lock", "snapshot", "bufferpin", "deadlock"}) {
            around.agrees(
                    "conflicts",
                    "confl_" + type,
                    "postgresql_query_conflicts_total",
                    "db_namespace",
                    "conflicts",
                    "postgresql_conflict_type",
                    type);
        }
        assertThat(Site.scrape(primary).names()).doesNotContain("postgresql_query_conflicts_total");
    }

    /// Two readers are in the way of a lock, and one of a vacuum.
    private void cancelReaders() throws Exception {
        var primary = site.primary();
        for (int i = 0; i < 2; i++) {
            try (var reader = Client.of(site.standby(), "conflicts")) {
                reader.execute("BEGIN", "SELECT * FROM t");
                Site.execute(primary, "conflicts", "TRUNCATE t");
                site.standby().awaitReplayOf(primary);
            }
        }
        Site.execute(primary, "conflicts", "INSERT INTO t SELECT generate_series(1, 100)");
        site.standby().awaitReplayOf(primary);
        try (var reader = Client.of(site.standby(), "conflicts")) {
            reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT * FROM t");
            Site.execute(primary, "conflicts", "DELETE FROM t", "VACUUM t");
            site.standby().awaitReplayOf(primary);
        }
    }
}
