package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.collector.target.DatabaseFilter;
import org.junit.jupiter.api.Test;

/// What the server holds: roles, databases, memory, files, and where its WAL is.
abstract class InventoryContract {
    private final Site site;

    InventoryContract(Site site) {
        this.site = site;
    }

    @Test
    void rolesHaveLimitsAndPasswordsThatExpire() throws Exception {
        var server = site.primary();
        server.execute(
                "CREATE DATABASE narrow CONNECTION LIMIT 8",
                "CREATE ROLE limited LOGIN CONNECTION LIMIT 7 VALID UNTIL '2031-02-03 04:05:06+00'",
                "CREATE ROLE past LOGIN VALID UNTIL '2001-01-01 00:00:00+00'",
                "CREATE ROLE eternal LOGIN VALID UNTIL 'infinity'");
        try (var _ = server.connect("narrow", "limited", null);
                var _ = server.connect("narrow", "limited", null)) {
            var around = Around.scrape(server, """
                    SELECT 'roles', count(*) AS "all", count(*) FILTER (WHERE rolcanlogin) AS login,
                           count(*) FILTER (WHERE rolsuper) AS superuser, count(*) FILTER (WHERE rolreplication) AS replication,
                           count(*) FILTER (WHERE rolbypassrls) AS bypass_row_security,
                           (SELECT count(*) FROM pg_database WHERE NOT datistemplate) AS databases
                    FROM pg_roles""");
            var scrape = around.scrape();
            for (var kind : new String[] {"all", "login", "superuser", "replication", "bypass_row_security"}) {
                around.agrees("roles", kind, "postgresql_role_count", "postgresql_role_kind", kind);
            }
            around.agrees("roles", "databases", "postgresql_database_count");
            assertThat(scrape.value("postgresql_role_connections", "user_name", "limited"))
                    .isEqualTo(2);
            assertThat(scrape.value("postgresql_role_connection_limit", "user_name", "limited"))
                    .isEqualTo(7);
            assertThat(scrape.value("postgresql_role_valid_until_seconds", "user_name", "limited"))
                    .isEqualTo(1_927_857_906);
            assertThat(scrape.value("postgresql_role_valid_until_seconds", "user_name", "past"))
                    .isEqualTo(978_307_200);
            assertThat(scrape.find("postgresql_role_valid_until_seconds", "user_name", "eternal"))
                    .isNull();
            assertThat(scrape.value("postgresql_role_expired")).isOne();
            assertThat(scrape.value("postgresql_database_connection_limit", "db_namespace", "narrow"))
                    .isEqualTo(8);
            assertThat(scrape.value("postgresql_database_connection_utilization_ratio", "db_namespace", "narrow"))
                    .isEqualTo(0.25);
        } finally {
            server.execute("DROP ROLE limited", "DROP ROLE past", "DROP ROLE eternal");
        }
    }

    @Test
    void memoryIsThatOfTheServer() throws Exception {
        var scrape = Site.scrape(site.primary());
        assertThat(scrape.value("postgresql_buffer_cache_buffers", "state", "used")
                        + scrape.value("postgresql_buffer_cache_buffers", "state", "unused"))
                .isEqualTo(4096);
        assertThat(scrape.value("postgresql_buffer_cache_usage_count")).isBetween(0.1, 5.0);
        var memory = scrape.having("postgresql_shared_memory_size_bytes");
        if (site.major() >= 13) {
            assertThat(memory).hasSizeBetween(20, 21);
            assertThat(scrape.value(
                            "postgresql_shared_memory_size_bytes", "postgresql_shared_memory_name", "Buffer Blocks"))
                    .isBetween(33_554_432.0, 33_600_000.0);
        } else {
            assertThat(memory).isEmpty();
        }
        assertThat(scrape.find("postgresql_aio_in_flight") != null).isEqualTo(site.major() >= 18);
    }

    @Test
    void directoriesAndTablespacesHaveASize() throws Exception {
        var around =
                Around.scrape(site.primary(), "SELECT spcname, pg_tablespace_size(oid) AS size FROM pg_tablespace");
        String[] global = {"postgresql_tablespace_name", "pg_global"};
        around.agrees("pg_global", "size", "postgresql_tablespace_size_bytes", global);
        var scrape = around.scrape();
        String[] standard = {"postgresql_tablespace_name", "pg_default"};
        assertThat(scrape.value("postgresql_tablespace_size_bytes", standard)).isGreaterThan(1 << 20);
        assertThat(scrape.find("postgresql_temporary_files_count", standard) != null)
                .isEqualTo(site.major() >= 12);
        assertThat(scrape.names("postgresql_log_directory"))
                .as("no logging collector")
                .isEmpty();
    }

    @Test
    void temporaryFilesAreSeenWhileTheyExist() throws Exception {
        if (site.major() < 12) {
            return;
        }
        try (var client = Client.of(site.primary(), "postgres")) {
            client.execute(
                    "SET work_mem = '64kB'",
                    "BEGIN",
                    "DECLARE c CURSOR FOR SELECT g FROM generate_series(1, 50000) g ORDER BY -g",
                    "FETCH 1 FROM c");
            var scrape = Site.scrape(site.primary());
            assertThat(scrape.value("postgresql_temporary_files_count", "postgresql_tablespace_name", "pg_default"))
                    .isOne();
            assertThat(scrape.value(
                            "postgresql_temporary_files_size_bytes", "postgresql_tablespace_name", "pg_default"))
                    .isGreaterThan(100_000);
        }
    }

    @Test
    void positionsAndNextIdsAreThoseOfTheServer() throws Exception {
        var around = Around.scrape(site.primary(), """
                SELECT 'wal', txid_snapshot_xmax(txid_current_snapshot()) AS xid, next_multixact_id::text::bigint AS multixact,
                       pg_wal_lsn_diff(checkpoint_lsn, '0/0') AS record, pg_wal_lsn_diff(redo_lsn, '0/0') AS redo,
                       (SELECT data_page_checksum_version FROM pg_control_init()) AS checksums
                FROM pg_control_checkpoint()""");
        around.agrees("wal", "xid", "postgresql_xid_next");
        around.agrees("wal", "multixact", "postgresql_multixact_next");
        around.agrees("wal", "record", "postgresql_checkpoint_position_bytes", "postgresql_checkpoint_point", "record");
        around.agrees("wal", "redo", "postgresql_checkpoint_position_bytes", "postgresql_checkpoint_point", "redo");
        around.agrees("wal", "checksums", "postgresql_server_data_checksums");
        assertThat(around.scrape().having("postgresql_connections_tls", "tls_protocol_version", ""))
                .hasSize(1);
        assertThat(around.scrape().value("postgresql_connections_tls", "tls_protocol_version", ""))
                .as("the standby's receiver, for one")
                .isPositive();
        assertThat(around.scrape().find("postgresql_connections_gssapi", "postgresql_gssapi_use", "encryption") != null)
                .isEqualTo(site.major() >= 12);
    }

    @Test
    void theStandbyIsConsistent() throws Exception {
        site.standby().awaitReplayOf(site.primary());
        var around = Around.scrape(site.standby(), """
                SELECT 'standby', pg_wal_lsn_diff(latest_end_lsn, '0/0') AS reported,
                       (SELECT pg_wal_lsn_diff(min_recovery_end_lsn, '0/0') FROM pg_control_recovery()) AS minimum
                FROM pg_stat_wal_receiver""");
        var scrape = around.scrape();
        assertThat(scrape.value("postgresql_recovery_consistency_backlog_bytes"))
                .isZero();
        assertThat(scrape.value("postgresql_recovery_backup_end_required")).isZero();
        around.agrees("standby", "reported", "postgresql_wal_receiver_position_bytes", "operation", "report");
        around.agrees(
                "standby",
                "minimum",
                "postgresql_recovery_control_position_bytes",
                "postgresql_recovery_point",
                "minimum_end");
        if (site.major() >= 14) {
            assertThat(scrape.value("postgresql_recovery_pause_state", "postgresql_state", "not paused"))
                    .isOne();
        }
    }

    @Test
    void sessionsOfAUserHaveTheirOwnCounters() throws Exception {
        if (site.major() < 18) {
            return;
        }
        var server = site.primary();
        server.execute("CREATE DATABASE logged", "CREATE ROLE writer LOGIN SUPERUSER");
        try (var looks = new Looks(
                        server.url(), new DatabaseFilter(java.util.List.of("postgres"), java.util.List.of()));
                var connection = server.connect("logged", "writer", null);
                var statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            looks.next();
            statement.execute("CREATE TABLE t AS SELECT generate_series(1, 10000) i");
            Site.await(
                    server,
                    "EXISTS (SELECT FROM pg_stat_activity a, pg_stat_get_backend_wal(a.pid) w"
                            + " WHERE a.usename = 'writer' AND w.wal_bytes > 500000)");
            var look = looks.next();
            String[] labels = {"db_namespace", "logged", "user_name", "writer"};
            assertThat(look.value("postgresql_backend_wal_size_bytes_total", labels))
                    .isGreaterThan(500_000);
            assertThat(look.value("postgresql_backend_wal_records_total", labels))
                    .isGreaterThan(10_000);
        } finally {
            server.execute("DROP DATABASE logged", "DROP ROLE writer");
        }
    }
}
