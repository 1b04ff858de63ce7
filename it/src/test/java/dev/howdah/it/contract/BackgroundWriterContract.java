package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Checkpointer and background writer, under the same names on every major.
abstract class BackgroundWriterContract {
    private final Site site;

    BackgroundWriterContract(Site site) {
        this.site = site;
    }

    private String sql() {
        if (site.major() >= 18) {
            return """
                    SELECT 'all', num_requested AS requested, num_timed AS scheduled, c.write_time / 1000 AS write_time,
                           c.sync_time / 1000 AS sync_time, c.buffers_written, b.buffers_clean, b.maxwritten_clean,
                           b.buffers_alloc,
                           (SELECT sum(write_bytes) / 8192 FROM pg_stat_io
                            WHERE backend_type = 'client backend' AND object = 'relation') AS buffers_backend,
                           (SELECT sum(fsyncs) FROM pg_stat_io
                            WHERE backend_type = 'client backend' AND object = 'relation') AS buffers_backend_fsync
                    FROM pg_stat_checkpointer c, pg_stat_bgwriter b""";
        }
        if (site.major() == 17) {
            return """
                    SELECT 'all', num_requested AS requested, num_timed AS scheduled, c.write_time / 1000 AS write_time,
                           c.sync_time / 1000 AS sync_time, c.buffers_written, b.buffers_clean, b.maxwritten_clean,
                           b.buffers_alloc,
                           (SELECT sum(writes) FROM pg_stat_io
                            WHERE backend_type = 'client backend' AND object = 'relation') AS buffers_backend,
                           (SELECT sum(fsyncs) FROM pg_stat_io
                            WHERE backend_type = 'client backend' AND object = 'relation') AS buffers_backend_fsync
                    FROM pg_stat_checkpointer c, pg_stat_bgwriter b""";
        }
        return """
                SELECT 'all', checkpoints_req AS requested, checkpoints_timed AS scheduled,
                       checkpoint_write_time / 1000 AS write_time, checkpoint_sync_time / 1000 AS sync_time,
                       buffers_checkpoint AS buffers_written, buffers_clean, maxwritten_clean, buffers_alloc,
                       buffers_backend, buffers_backend_fsync
                FROM pg_stat_bgwriter""";
    }

    @Test
    void checkpointsAndBuffersAreThoseOfTheServer() throws Exception {
        var server = site.primary();
        double earlier = requested();
        server.execute("CREATE TABLE c AS SELECT g i FROM generate_series(1, 20000) g", "CHECKPOINT", "DROP TABLE c");
        Site.await(server, "(SELECT requested = %s FROM (%s) s)".formatted(earlier + 1, named()));

        var around = Around.scrape(server, sql());

        assertThat(around.scrape().value("postgresql_bgwriter_checkpoint_count_total", "type", "requested"))
                .isEqualTo(earlier + 1);
        around.agrees("all", "requested", "postgresql_bgwriter_checkpoint_count_total", "type", "requested");
        around.agrees("all", "scheduled", "postgresql_bgwriter_checkpoint_count_total", "type", "scheduled");
        around.agrees("all", "write_time", "postgresql_bgwriter_duration_seconds_total", "type", "write");
        around.agrees("all", "sync_time", "postgresql_bgwriter_duration_seconds_total", "type", "sync");
        around.agrees("all", "buffers_written", "postgresql_bgwriter_buffers_writes_total", "source", "checkpoints");
        around.agrees("all", "buffers_clean", "postgresql_bgwriter_buffers_writes_total", "source", "bgwriter");
        around.agrees("all", "buffers_backend", "postgresql_bgwriter_buffers_writes_total", "source", "backend");
        around.agrees(
                "all", "buffers_backend_fsync", "postgresql_bgwriter_buffers_writes_total", "source", "backend_fsync");
        around.agrees("all", "maxwritten_clean", "postgresql_bgwriter_maxwritten_total");
        around.agrees("all", "buffers_alloc", "postgresql_bgwriter_buffers_allocated_total");
        around.assertDistinct("all", "requested", "buffers_written", "buffers_backend", "buffers_alloc");
        assertThat(around.scrape().names("postgresql_bgwriter_"))
                .as("the same on every major")
                .containsExactly(
                        "postgresql_bgwriter_buffers_allocated_total",
                        "postgresql_bgwriter_buffers_writes_total",
                        "postgresql_bgwriter_checkpoint_count_total",
                        "postgresql_bgwriter_duration_seconds_total",
                        "postgresql_bgwriter_maxwritten_total");
    }

    private String named() {
        return sql().replace("'all'", "'all' AS name");
    }

    private double requested() throws Exception {
        return Around.number(site.primary(), "postgres", "SELECT requested FROM (%s) s".formatted(named()));
    }
}
