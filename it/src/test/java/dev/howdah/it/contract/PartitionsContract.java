package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.collector.target.DatabaseFilter;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Partitioned tables: one table for its users, at any depth, and never a counter that falls because a partition went.
abstract class PartitionsContract {
    private static final String ROWS = "postgresql_rows";
    private static final String OPERATIONS = "postgresql_operations_total";
    private static final String[] INSERTED = measures("operation", "ins");
    private static final String[] LIVE = measures("state", "live");

    private final Site site;

    PartitionsContract(Site site) {
        this.site = site;
    }

    @Test
    void aPartitionedTableIsTheSumOfAllItsPartitions() throws Exception {
        var server = site.primary();
        server.execute("CREATE DATABASE parts");
        try (var client = Client.of(server, "parts");
                var looks =
                        new Looks(server.url("postgres", "parts"), new DatabaseFilter(List.of("parts"), List.of()))) {
            client.execute("CREATE TABLE measures (day int, place text, v int) PARTITION BY RANGE (day)");
            client.execute("CREATE INDEX measures_v ON measures (v)");
            client.execute("CREATE TABLE measures_1 PARTITION OF measures FOR VALUES FROM (0) TO (10)"
                    + " PARTITION BY LIST (place)");
            client.execute("CREATE TABLE measures_1a PARTITION OF measures_1 FOR VALUES IN ('a')");
            client.execute("CREATE TABLE measures_1b PARTITION OF measures_1 FOR VALUES IN ('b')");
            client.execute("CREATE TABLE measures_2 PARTITION OF measures FOR VALUES FROM (10) TO (20)");
            client.execute("CREATE TABLE alone (i int)");
            looks.next();

            insert("INSERT INTO measures SELECT 5, 'a', g FROM generate_series(1, 300) g");
            insert("INSERT INTO measures SELECT 5, 'b', g FROM generate_series(1, 70) g");
            insert("INSERT INTO measures SELECT 15, 'c', g FROM generate_series(1, 11) g");
            awaitStatistics(381);
            var grown = looks.next();
            assertThat(grown.value(OPERATIONS, INSERTED)).isEqualTo(381);
            assertThat(grown.value(ROWS, LIVE)).isEqualTo(381);
            assertThat(grown.value("postgresql_table_partitions", measures())).isEqualTo(3);
            assertThat(grown.value(
                            "postgresql_partition_rows",
                            "db_namespace",
                            "parts|public",
                            "db_collection_name",
                            "measures_1b",
                            "postgresql_partition_root",
                            "measures",
                            "state",
                            "live"))
                    .isEqualTo(70);
            assertThat(grown.having("postgresql_partition_rows", "postgresql_partition_root", "measures"))
                    .hasSize(6);
            assertThat(grown.value("postgresql_index_scans_total", measures("postgresql_index_name", "measures_v")))
                    .isZero();
            assertThat(grown.having(ROWS))
                    .extracting(labels -> labels.get("db_collection_name"))
                    .contains("alone")
                    .doesNotContain("measures_1", "measures_1a", "measures_1b", "measures_2");

            client.execute("DROP TABLE measures_1a");
            insert("INSERT INTO measures SELECT 15, 'c', g FROM generate_series(1, 5) g");
            awaitStatistics(86);
            var after = looks.next();
            assertThat(after.value(OPERATIONS, INSERTED))
                    .as("what was counted stays counted")
                    .isEqualTo(386);
            assertThat(after.value(ROWS, LIVE)).isEqualTo(86);
            assertThat(after.value("postgresql_table_partitions", measures())).isEqualTo(2);
        }
    }

    private static String[] measures(String... more) {
        var labels = new String[4 + more.length];
        labels[0] = "db_namespace";
        labels[1] = "parts|public";
        labels[2] = "db_collection_name";
        labels[3] = "measures";
        System.arraycopy(more, 0, labels, 4, more.length);
        return labels;
    }

    /// Over a session of its own: when it ends, it tells its statistics.
    private void insert(String sql) throws SQLException {
        Site.execute(site.primary(), "parts", sql);
    }

    /// Statistics arrive a moment after the statement that they are about.
    private void awaitStatistics(int inserted) {
        Site.await(
                site.primary(),
                "parts",
                "(SELECT sum(n_tup_ins) = %d FROM pg_stat_user_tables WHERE relname LIKE 'measures%%')"
                        .formatted(inserted));
    }
}
