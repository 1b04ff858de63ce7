package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Reads and writes by process, object and context, under the same names since PostgreSQL 16.
abstract class IoContract {
    private final Site site;

    IoContract(Site site) {
        this.site = site;
    }

    @Test
    void operationsAndSizesAreThoseOfTheServer() throws Exception {
        if (site.major() < 16) {
            assertThat(Site.scrape(site.primary()).names("postgresql_io_")).isEmpty();
            return;
        }
        site.primary()
                .execute("CREATE TABLE i AS SELECT g FROM generate_series(1, 20000) g", "CHECKPOINT", "DROP TABLE i");
        var bytes = site.major() >= 18
                ? "read_bytes, write_bytes, extend_bytes"
                : "reads * op_bytes AS read_bytes, writes * op_bytes AS write_bytes, extends * op_bytes AS extend_bytes";
        var around = Around.scrape(site.primary(), """
                SELECT backend_type || ',' || object || ',' || context, reads, writes, writebacks, extends, fsyncs, hits,
                       evictions, reuses, %s, nullif(extend_time, 0) / 1000 AS extend_time,
                       nullif(write_time, 0) / 1000 AS write_time
                FROM pg_stat_io
                WHERE greatest(reads, writes, writebacks, extends, fsyncs, hits, evictions, reuses) > 0""".formatted(bytes));
        assertThat(around.rows())
                .contains("client backend,relation,normal", "client backend,relation,bulkwrite")
                .anyMatch(row -> row.startsWith("checkpointer,relation"));
        for (var row : around.rows()) {
            for (var operation : List.of("read", "write", "writeback", "extend", "fsync")) {
                agrees(around, row, operation + "s", "postgresql_io_operations_total", operation);
            }
            for (var operation : List.of("read", "write", "extend")) {
                agrees(around, row, operation + "_bytes", "postgresql_io_size_bytes_total", operation);
            }
            agrees(around, row, "extend_time", "postgresql_io_time_seconds_total", "extend");
            agrees(around, row, "write_time", "postgresql_io_time_seconds_total", "write");
            for (var column : List.of("hits", "evictions", "reuses")) {
                around.agrees(row, column, "postgresql_io_%s_total".formatted(column), labels(row));
            }
        }
        around.assertDistinct("client backend,relation,bulkwrite", "extends", "extend_bytes", "hits");
        assertThat(around.scrape().names("postgresql_io_"))
                .as("the same on every major")
                .containsExactly(
                        "postgresql_io_evictions_total",
                        "postgresql_io_hits_total",
                        "postgresql_io_operations_total",
                        "postgresql_io_reuses_total",
                        "postgresql_io_size_bytes_total",
                        "postgresql_io_time_seconds_total");
    }

    private static String[] labels(String row, String... more) {
        var words = row.split(",", -1);
        var labels = new String[6 + more.length];
        List.of(
                        "postgresql_backend_type", words[0],
                        "postgresql_io_object", words[1],
                        "postgresql_io_context", words[2])
                .toArray(labels);
        System.arraycopy(more, 0, labels, 6, more.length);
        return labels;
    }

    private static void agrees(Around around, String row, String column, String sample, String operation) {
        around.agrees(row, column, sample, labels(row, "operation", operation));
    }

    @Test
    void slruCachesAreThoseOfTheServer() throws Exception {
        if (site.major() < 13) {
            assertThat(Site.scrape(site.primary()).names("postgresql_slru_")).isEmpty();
            return;
        }
        var around = Around.scrape(site.primary(), """
                SELECT name, blks_zeroed AS zero, blks_hit AS hit, blks_read AS read, blks_written AS write,
                       blks_exists AS exists, flushes, truncates
                FROM pg_stat_slru""");
        assertThat(around.rows()).hasSizeGreaterThan(5);
        for (var name : around.rows()) {
            for (var operation : List.of("zero", "hit", "read", "write", "exists")) {
                around.agrees(
                        name,
                        operation,
                        "postgresql_slru_blocks_total",
                        "postgresql_slru_name",
                        name,
                        "operation",
                        operation);
            }
            around.agrees(name, "flushes", "postgresql_slru_flushes_total", "postgresql_slru_name", name);
            around.agrees(name, "truncates", "postgresql_slru_truncates_total", "postgresql_slru_name", name);
        }
        assertThat(around.scrape().having("postgresql_slru_blocks_total", "operation", "hit"))
                .anyMatch(labels -> around.scrape()
                                .value(
                                        "postgresql_slru_blocks_total",
                                        "operation",
                                        "hit",
                                        "postgresql_slru_name",
                                        String.valueOf(labels.get("postgresql_slru_name")))
                        > 0);
    }
}
