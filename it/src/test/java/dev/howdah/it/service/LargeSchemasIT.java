package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.HowdahProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Of very many relations always the same ones are shown, and what is left out is counted.
class LargeSchemasIT {
    private static final int TABLES = 60;
    private static final int PARTITIONS = 30;
    private static final String LIMITS = """
            collection:
              interval: 1s
              entries:
                statements: { enabled: false }
                statements_info: { enabled: false }
                table_selection: { interval: 1s }
                index_selection: { interval: 1s }
                partition_selection: { interval: 1s }
                tables: { interval: 1s }
                indexes: { interval: 1s }
                partitions: { interval: 1s }
                partitioned_tables: { interval: 1s }
              large_schemas:
                max_tables_per_query: 25
                max_indexes_per_query: 10
                partition_limit_per_parent: 7
                table_sampling:
                  - { condition: table_count > 1000, sample_rate: 0 }
                  - { condition: table_count >= 60, sample_rate: 0.3, priority_filter: n_live_tup > 50 OR n_dead_tup > 900 }
            """;

    private static final PostgresServer SERVER =
            PostgresServer.setup(18).setting("autovacuum", "off").start();

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() {
        var statements = new ArrayList<String>();
        statements.add("create role watcher login in role pg_monitor");
        for (int i = 0; i < TABLES; i++) {
            statements.add("create table t%d (i int primary key)".formatted(i));
        }
        statements.add("insert into t7 select generate_series(1, 51)");
        statements.add("insert into t33 select generate_series(1, 500)");
        statements.add("create table parts (i int) partition by list (i)");
        for (int i = 0; i < PARTITIONS; i++) {
            statements.add("create table parts_%d partition of parts for values in (%d)".formatted(i, i));
        }
        statements.add("insert into parts select g %% %d from generate_series(1, 900) g".formatted(PARTITIONS));
        SERVER.execute(statements.toArray(String[]::new));
        // in a session of its own: what the other inserted was told when that ended, and is not added again
        SERVER.execute("analyze");
    }

    @AfterAll
    static void end() {
        SERVER.close();
    }

    private static String configuration() {
        return Service.configuration(
                Service.LISTEN + LIMITS, "  - { name: large, url: '%s' }".formatted(SERVER.url("watcher", "postgres")));
    }

    private static List<String> tables(Samples samples) {
        return samples.valuesOf("db_collection_name", "postgresql_sequential_scans_total").stream()
                .sorted()
                .toList();
    }

    @Test
    void theSameRelationsAreShownInEachScrapeAndTheRestIsCounted() throws Exception {
        var seen = new TreeSet<String>();
        int looks = 0;
        try (var howdah = Service.startWith(folder, configuration())) {
            howdah.await("the choice is there", s -> s.has("postgresql_tables", TABLES));
            for (; looks < 4; looks++) {
                howdah.awaitSlots(1);
                var samples = howdah.metrics();
                seen.add(String.join(" ", tables(samples)));
                assertShown(samples);
            }
        }
        assertThat(seen).as("sets of tables over %d looks", looks).hasSize(1);

        try (var anew = Service.startWith(folder, configuration())) {
            seen.add(String.join(
                    " ", tables(anew.await("the choice is there", s -> s.has("postgresql_tables", TABLES)))));
        }
        assertThat(seen).as("sets of tables before and after a restart").hasSize(1);
    }

    private static void assertShown(Samples samples) {
        // the partitioned table is one of them, and not one that is chosen
        int shown = tables(samples).size() - 1;
        assertThat(tables(samples)).contains("parts", "t7", "t33").noneMatch(name -> name.startsWith("parts_"));
        assertThat(shown).isBetween(5, 25);
        assertThat(samples.value("postgresql_relations_left_out", "kind", "table", "reason", "sampling")
                                .orElseThrow()
                        + samples.value("postgresql_relations_left_out", "kind", "table", "reason", "limit")
                                .orElseThrow())
                .isEqualTo(TABLES - shown);
        assertThat(samples.find("postgresql_index_last_scan_seconds")).hasSizeLessThanOrEqualTo(10);
        assertThat(samples.valuesOf("postgresql_index_name", "postgresql_index_size_bytes"))
                .hasSize(10);
        assertThat(samples.has("postgresql_relations_left_out", TABLES - 10, "kind", "index", "reason", "limit"))
                .isTrue();
        assertThat(samples.valuesOf("db_collection_name", "postgresql_partition_size_bytes"))
                .hasSize(7);
        assertThat(samples.has(
                        "postgresql_relations_left_out", PARTITIONS - 7, "kind", "partition", "reason", "parent_limit"))
                .isTrue();
        assertThat(samples.has("postgresql_rows", 900, "db_collection_name", "parts", "state", "live"))
                .isTrue();
        assertThat(samples.has("postgresql_table_partitions", PARTITIONS, "db_collection_name", "parts"))
                .isTrue();
    }

    /// One scrape of the standard or another preset, with these switches.
    private String collection(String collection) {
        return Service.configuration(
                Service.LISTEN + "collection: " + collection + "\n",
                "  - { name: large, url: '%s' }".formatted(SERVER.url("watcher", "postgres")));
    }

    private HowdahProcess.Ended check(String configuration) throws Exception {
        return HowdahProcess.run(
                "check", "--config", Service.write(folder, configuration).toString());
    }

    @Test
    void aMetricThatIsSwitchedOnComesWithTheChoiceThatItNeeds() throws Exception {
        var minimal = collection("{ interval: 1s, preset: minimal, metrics: {"
                + " postgresql.table.size: { enabled: true }, postgresql.index.scans: { enabled: true } } }");
        try (var howdah = Service.startWith(folder, minimal)) {
            var samples = howdah.await(
                    "sizes are there",
                    s -> s.has("postgresql_up", 1)
                            && !s.find("postgresql_table_size_bytes").isEmpty());
            assertThat(samples.find("postgresql_index_scans_total")).hasSize(TABLES);
            assertThat(samples.find("postgresql_relations_left_out")).isEmpty();
        }
        assertThat(check(minimal).out())
                .containsPattern("runs +table_selection +%d tables shown one by one".formatted(TABLES))
                .containsPattern("runs +table_sizes +%d rows".formatted(TABLES));

        var alone = collection(
                "{ interval: 1s, metrics: { '*': { enabled: false }, postgresql.table.toast.size: { enabled: true } } }");
        assertThat(check(alone).out()).containsPattern("runs +table_sizes +%d rows".formatted(TABLES));
    }

    @Test
    void aChoiceThatIsSwitchedOffIsMissed() throws Exception {
        var off = collection("{ interval: 1s, entries: { table_selection: { enabled: false },"
                + " statements: { enabled: false }, statements_info: { enabled: false } } }");
        var said = check(off);

        assertThat(said.status()).as(said.out()).isOne();
        assertThat(said.out())
                .containsPattern("not here +table_selection +switched off by entries.table_selection")
                .containsPattern("MISSING +table_sizes +reads the tables that table_selection chooses"
                        + " \\(switched off by entries.table_selection\\)")
                .doesNotContain("all well", "to do");
    }

    @Test
    void checkExplainsWhatIsLeftOut() throws Exception {
        var said = HowdahProcess.run(
                "check", "--config", Service.write(folder, configuration()).toString());

        assertThat(said.status()).as(said.out()).isZero();
        assertThat(said.out())
                .containsPattern("runs +table_selection +\\d+ tables shown one by one, left out \\d+ by sampling")
                .containsPattern("runs +index_selection +10 indexes shown one by one, left out 50 by limit")
                .containsPattern(
                        "runs +partition_selection +7 partitions shown one by one, left out 23 by parent_limit");
    }
}
