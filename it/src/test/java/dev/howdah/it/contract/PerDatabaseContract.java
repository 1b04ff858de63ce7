package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What is asked in each database beside its tables and indexes: sequences, findings, bloat, autovacuum's queue,
/// extensions, kinds of relations, and commands that tell their progress.
abstract class PerDatabaseContract {
    private static final String NAMESPACE = "perdb|public";

    private final Site site;

    PerDatabaseContract(Site site) {
        this.site = site;
    }

    @Test
    void findingsAreCountedAndNamed() throws Exception {
        create(
                "findings",
                "CREATE TABLE parent (i int PRIMARY KEY, j bigint UNIQUE, k int UNIQUE)",
                "CREATE TABLE child (i int PRIMARY KEY, a int, b int, c int, d text)",
                "ALTER TABLE child ADD CONSTRAINT to_i FOREIGN KEY (a) REFERENCES parent (i)",
                "ALTER TABLE child ADD CONSTRAINT to_j FOREIGN KEY (b) REFERENCES parent (j) NOT VALID",
                "ALTER TABLE child ADD CONSTRAINT to_k FOREIGN KEY (c) REFERENCES parent (k) NOT VALID",
                "ALTER TABLE child ADD CONSTRAINT positive CHECK (i > 0) NOT VALID",
                "CREATE INDEX child_a ON child (a)",
                "CREATE INDEX child_d_lower ON child (lower(d))",
                "CREATE INDEX child_d_lower_again ON child (   lower(d))",
                "CREATE INDEX child_c_d ON child (c DESC, d)",
                "CREATE INDEX child_i_d ON child (i, d)",
                "CREATE TABLE keyless (p int) PARTITION BY RANGE (p)",
                "CREATE TABLE keyless_1 PARTITION OF keyless FOR VALUES FROM (1) TO (2)");
        var scrape = Site.scrape(site.primary(), "findings");

        assertThat(findings(scrape))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "duplicate_index", "child_d_lower_again",
                        "unused_index", "child_a child_c_d child_d_lower child_d_lower_again child_i_d",
                        "foreign_key_without_index", "to_j",
                        "foreign_key_type_mismatch", "to_j",
                        "table_without_primary_key", "",
                        "constraint_not_valid", "positive to_j to_k"));
        assertThat(count(scrape, "unused_index")).isEqualTo(5);
        assertThat(count(scrape, "constraint_not_valid")).isEqualTo(3);
        assertThat(count(scrape, "invalid_index")).isZero();
        assertThat(count(scrape, "redundant_index")).isZero();

        Site.execute(
                site.primary(),
                "findings",
                "CREATE INDEX child_c ON child (c DESC)",
                "CREATE INDEX child_i ON child (i)");
        assertThat(findings(Site.scrape(site.primary(), "findings")))
                .containsEntry("redundant_index", "child_c child_i")
                .containsEntry("duplicate_index", "child_d_lower_again child_i");
        assertThat(scrape.value(
                        "postgresql_relations", "db_namespace", "findings", "postgresql_relation_kind", "partition"))
                .isOne();
        site.primary().execute("DROP DATABASE findings");
    }

    private static double count(Exposition scrape, String finding) {
        return scrape.value(
                "postgresql_schema_findings", "db_namespace", "findings", "postgresql_schema_finding", finding);
    }

    /// The objects by finding, in the order of their names.
    private static Map<String, String> findings(Exposition scrape) {
        var objects = new TreeMap<String, String>();
        scrape.having("postgresql_schema_finding_info").stream()
                .sorted((a, b) -> String.valueOf(a.get("postgresql_object_name"))
                        .compareTo(String.valueOf(b.get("postgresql_object_name"))))
                .forEach(labels -> objects.merge(
                        String.valueOf(labels.get("postgresql_schema_finding")),
                        String.valueOf(labels.get("postgresql_object_name")),
                        (a, b) -> a + " " + b));
        return objects;
    }

    @Test
    void sequencesTellWhatIsUsedUpAndAreNotAwaited() throws Exception {
        create(
                "perdb",
                "CREATE TABLE t (i int)",
                "CREATE SEQUENCE ascending AS bigint OWNED BY t.i",
                "SELECT setval('ascending', 536870912)",
                "CREATE SEQUENCE descending INCREMENT -1 MINVALUE -101 MAXVALUE -1 START -1",
                "SELECT setval('descending', -71)",
                "CREATE SEQUENCE held",
                "SELECT setval('held', 17)",
                "CREATE SEQUENCE round MAXVALUE 10 CYCLE",
                "SELECT nextval('round')",
                "CREATE SEQUENCE fresh");
        try (var holder = Client.of(site.primary(), "perdb")) {
            holder.execute("BEGIN", "ALTER SEQUENCE held INCREMENT 2");
            var scrape = Site.scrape(site.primary(), "perdb");

            assertThat(scrape.having("postgresql_sequence_last_value")).hasSize(2);
            String[] ascending = sequence("ascending", "t", "i");
            assertThat(scrape.value("postgresql_sequence_last_value", ascending))
                    .isEqualTo(536870912);
            assertThat(scrape.value("postgresql_sequence_column_utilization_ratio", ascending))
                    .isBetween(0.25, 0.2500001);
            assertThat(scrape.value("postgresql_sequence_utilization_ratio", ascending))
                    .isLessThan(0.0001);
            String[] descending = sequence("descending", "", "");
            assertThat(scrape.value("postgresql_sequence_utilization_ratio", descending))
                    .isEqualTo(0.7);
            assertThat(scrape.find("postgresql_sequence_column_utilization_ratio", descending))
                    .isNull();
            assertThat(scrape.value(
                            "postgresql_sequences", "db_namespace", "perdb", "postgresql_sequence_readable", "true"))
                    .isEqualTo(5);
        }
        assertThat(Site.scrape(site.primary(), "perdb").having("postgresql_sequence_last_value"))
                .hasSize(3);
        site.primary().execute("DROP DATABASE perdb");
    }

    private static String[] sequence(String name, String table, String column) {
        return new String[] {
            "db_namespace", NAMESPACE, "postgresql_sequence_name", name,
            "db_collection_name", table, "postgresql_column_name", column
        };
    }

    @Test
    void autovacuumsQueueAndBloatFollowTheTables() throws Exception {
        create(
                "queue",
                "CREATE TABLE dead (i int, pad text) WITH (autovacuum_vacuum_threshold = 70, autovacuum_vacuum_scale_factor = 0)",
                "CREATE TABLE quiet (i int) WITH (autovacuum_enabled = off)",
                "INSERT INTO dead SELECT g, repeat('x', 100) FROM generate_series(1, 4000) g",
                "INSERT INTO quiet SELECT g FROM generate_series(1, 4000) g",
                "ANALYZE dead",
                "VACUUM dead",
                "DELETE FROM dead WHERE i % 2 = 0",
                "DELETE FROM quiet",
                "CREATE EXTENSION pg_stat_statements VERSION '1.4'");
        Site.await(
                site.primary(),
                "queue",
                "(SELECT sum(n_dead_tup) = 6000 FROM pg_stat_user_tables WHERE relname IN ('dead', 'quiet'))");
        assertThat(due("vacuum")).isOne();
        assertThat(due("analyze")).isOne();

        Site.execute(
                site.primary(), "queue", "ALTER TABLE dead SET (autovacuum_vacuum_threshold = 2100)", "ANALYZE dead");
        Site.await(
                site.primary(),
                "queue",
                "(SELECT n_mod_since_analyze = 0 FROM pg_stat_user_tables WHERE relname = 'dead')");
        assertThat(due("vacuum")).isZero();
        assertThat(due("analyze")).isZero();

        Site.execute(site.primary(), "queue", "VACUUM ANALYZE dead");
        var scrape = Site.scrape(site.primary(), "queue");
        assertThat(scrape.value(
                        "postgresql_table_bloat_estimate_utilization_ratio",
                        "db_namespace",
                        "queue|public",
                        "db_collection_name",
                        "dead"))
                .isBetween(0.4, 0.55);
        assertThat(scrape.value(
                        "postgresql_extension_outdated",
                        "db_namespace",
                        "queue",
                        "postgresql_extension_name",
                        "pg_stat_statements"))
                .isOne();
        site.primary().execute("DROP DATABASE queue");
    }

    private double due(String reason) throws Exception {
        return Site.scrape(site.primary(), "queue")
                .value("postgresql_autovacuum_due", "db_namespace", "queue", "postgresql_autovacuum_reason", reason);
    }

    @Test
    void aBuildThatWaitsForAWriterTellsItsPhase() throws Exception {
        create("building", "CREATE TABLE b (i int)");
        try (var writer = Client.of(site.primary(), "building");
                var builder = Client.of(site.primary(), "building")) {
            writer.execute("BEGIN", "INSERT INTO b VALUES (1)");
            builder.begin("CREATE INDEX CONCURRENTLY b_i ON b (i)", "Lock");
            var scrape = Site.scrape(site.primary(), "building");

            var phases = scrape.having("postgresql_create_index_phase", "db_collection_name", "b");
            assertThat(phases).hasSize(site.major() >= 12 ? 16 : 0);
            if (site.major() >= 12) {
                String[] labels = {
                    "db_namespace", "building|public", "db_collection_name", "b",
                    "postgresql_index_name", "b_i", "postgresql_command", "CREATE INDEX CONCURRENTLY"
                };
                assertThat(scrape.value("postgresql_create_index_lockers", labels))
                        .isOne();
                assertThat(scrape.value("postgresql_create_index_lockers_processed", labels))
                        .isZero();
            }
        }
        site.primary().execute("DROP DATABASE building");
    }

    @Test
    void aDatabaseInWhichARoleMaySeeNothingDisturbsNothing() throws Exception {
        create(
                "blank",
                "CREATE ROLE stranger LOGIN",
                "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                "CREATE TABLE t (i serial PRIMARY KEY, j text)",
                "INSERT INTO t (j) SELECT g FROM generate_series(1, 1000) g",
                "ANALYZE t");
        site.standby().awaitReplayOf(site.primary());
        for (var server : new PostgresServer[] {site.primary(), site.standby()}) {
            var scrape = Site.run(server.url("stranger", "blank"));
            assertThat(scrape.having("howdah_scrape_entry_outcome"))
                    .isNotEmpty()
                    .allMatch(labels -> String.valueOf(labels.get("outcome")).matches("ok|denied|missing"));
            assertThat(scrape.having("postgresql_sequence_last_value", "db_namespace", "blank|public"))
                    .isEmpty();
            assertThat(scrape.value(
                            "postgresql_sequences", "db_namespace", "blank", "postgresql_sequence_readable", "false"))
                    .isOne();
        }
        site.primary().execute("DROP DATABASE blank", "DROP ROLE stranger");
    }

    private void create(String database, String... statements) throws Exception {
        site.primary().execute("CREATE DATABASE " + database);
        Site.execute(site.primary(), database, statements);
    }
}
