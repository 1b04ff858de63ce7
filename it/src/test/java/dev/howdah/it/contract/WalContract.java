package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The WAL, its last checkpoint and its archive.
abstract class WalContract {
    private final Site site;

    WalContract(Site site) {
        this.site = site;
    }

    @Test
    void positionVolumeAndCheckpointAreThoseOfTheServer() throws Exception {
        site.primary().execute("CHECKPOINT", "CREATE TABLE w AS SELECT generate_series(1, 3000) i", "DROP TABLE w");
        var sql = new StringBuilder("""
                SELECT 'wal', pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS insert,
                       pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS write,
                       pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0') AS flush,
                       pg_wal_lsn_diff(pg_current_wal_lsn(), c.redo_lsn) AS distance,
                       extract(epoch FROM now() - c.checkpoint_time) AS age, c.timeline_id AS timeline,
                       (SELECT count(*) FROM pg_ls_waldir()) AS files, (SELECT sum(size) FROM pg_ls_waldir()) AS size""");
        if (site.major() >= 14) {
            sql.append(", wal_records, wal_fpi, wal_bytes, wal_buffers_full");
        }
        if (site.major() >= 18) {
            sql.append("""
                    , (SELECT sum(writes) FROM pg_stat_io WHERE object = 'wal' AND context = 'normal') AS wal_write,
                    (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal' AND context = 'normal') AS wal_sync,
                    (SELECT nullif(sum(write_time), 0) / 1000 FROM pg_stat_io
                     WHERE object = 'wal' AND context = 'normal') AS wal_write_time""");
        } else if (site.major() >= 14) {
            sql.append(", wal_write, wal_sync, nullif(wal_write_time, 0) / 1000 AS wal_write_time");
        }
        sql.append(" FROM pg_control_checkpoint() c").append(site.major() >= 14 ? ", pg_stat_wal" : "");

        var around = Around.scrape(site.primary(), sql.toString());

        for (var operation : List.of("insert", "write", "flush")) {
            around.agrees("wal", operation, "postgresql_wal_position_bytes", "operation", operation);
        }
        around.assertDistinct("wal", "insert", "distance", "age", "timeline", "files", "size");
        around.agrees("wal", "distance", "postgresql_checkpoint_distance_bytes");
        around.agrees("wal", "age", "postgresql_checkpoint_age_seconds");
        around.agrees("wal", "timeline", "postgresql_wal_timeline");
        around.agrees("wal", "files", "postgresql_wal_files");
        around.agrees("wal", "size", "postgresql_wal_directory_size_bytes");
        if (site.major() >= 14) {
            around.assertDistinct("wal", "wal_records", "wal_fpi", "wal_bytes");
            around.agrees("wal", "wal_records", "postgresql_wal_records_total");
            around.agrees("wal", "wal_fpi", "postgresql_wal_full_page_images_total");
            around.agrees("wal", "wal_bytes", "postgresql_wal_generated_bytes_total");
            around.agrees("wal", "wal_buffers_full", "postgresql_wal_buffers_full_total");
            around.agrees("wal", "wal_write", "postgresql_wal_writes_total");
            around.agrees("wal", "wal_sync", "postgresql_wal_syncs_total");
            around.agrees("wal", "wal_write_time", "postgresql_wal_write_time_seconds_total");
            assertThat(around.scrape().value("postgresql_wal_write_time_seconds_total"))
                    .isPositive();
        } else {
            assertThat(around.scrape().names()).doesNotContain("postgresql_wal_records_total");
        }
    }

    @Test
    void archivingAndItsFailuresAreThoseOfTheServer() throws Exception {
        var primary = site.primary();
        var command = Site.set(primary, "archive_command", "false");
        try (command) {
            primary.execute("CREATE TABLE a (i int)", "DROP TABLE a", "SELECT pg_switch_wal()");
            Site.await(
                    primary,
                    "(SELECT last_failed_time > coalesce(last_archived_time, '-infinity') FROM pg_stat_archiver)");
            var failing = archiver();
            assertThat(failing.scrape().value("postgresql_wal_archive_failing")).isOne();
            assertThat(failing.scrape().value("postgresql_wal_archive_failures_total"))
                    .isPositive();
            if (site.major() >= 12) {
                assertThat(failing.scrape().value("postgresql_wal_archive_pending"))
                        .isPositive();
            }
        }
        Site.await(primary, "(SELECT last_archived_time > last_failed_time FROM pg_stat_archiver)");
        var again = archiver();
        assertThat(again.scrape().value("postgresql_wal_archive_failing")).isZero();
        assertThat(again.scrape().value("postgresql_wal_archived_total")).isPositive();
    }

    private Around archiver() throws Exception {
        var around = Around.scrape(site.primary(), """
                SELECT 'archiver', archived_count, failed_count,
                       extract(epoch FROM now() - last_archived_time) AS archived,
                       extract(epoch FROM now() - last_failed_time) AS failed
                FROM pg_stat_archiver""");
        around.agrees("archiver", "archived_count", "postgresql_wal_archived_total");
        around.agrees("archiver", "failed_count", "postgresql_wal_archive_failures_total");
        around.agrees("archiver", "archived", "postgresql_wal_age_seconds");
        around.agrees("archiver", "failed", "postgresql_wal_archive_last_failure_age_seconds");
        return around;
    }
}
