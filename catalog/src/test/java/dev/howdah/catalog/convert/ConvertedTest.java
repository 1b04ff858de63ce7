package dev.howdah.catalog.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.Role;
import dev.howdah.catalog.Scope;
import dev.howdah.model.MetricType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConvertedTest {
    private static final Path FIXTURES =
            Path.of(System.getProperty("howdah.home", ".."), "it/src/test/resources/convert");

    private static Converted converted(String file) throws Exception {
        return Converted.of(null, file, "mine", Files.readString(FIXTURES.resolve(file)));
    }

    private static CatalogEntry entry(Converted converted, String name) throws Exception {
        return Catalog.builtIn().with("mine.yaml", converted.yaml()).entry(name).orElseThrow();
    }

    private static String sql(CatalogEntry entry, int major) {
        return entry.sqlFor(major, false).orElseThrow();
    }

    @Test
    void queriesOfPostgresExporterKeepTheirNames() throws Exception {
        var converted = converted("queries.yaml");
        var relations = entry(converted, "shop_relations");

        assertThat(converted.entries()).isEqualTo(2);
        assertThat(relations.interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(relations.attributes()).containsExactly(java.util.Map.entry("kind", "kind"));
        assertThat(relations.metrics().stream().map(metric -> metric.metric().name()))
                .containsExactly("shop_relations.number", "shop_relations.size_bytes");
        assertThat(relations.metrics().getLast().metric().unit()).isEqualTo("By");
        assertThat(sql(relations, 18)).startsWith("SELECT q.kind, q.number, q.size_bytes\nFROM (");
        assertThat(sql(entry(converted, "shop_everything"), 11))
                .startsWith("SELECT q.archived_count\nFROM (\nSELECT *");
        assertThat(converted.notes())
                .containsExactly(
                        "queries.yaml: shop_relations: master: true meant the first server of that exporter; here it runs on every target",
                        "queries.yaml: shop_everything: runonserver was never applied; write since and until where the SQL needs them",
                        "queries.yaml: shop_everything: column last_archived_time of usage DURATION left out",
                        "queries.yaml: shop_state: column state of usage MAPPEDMETRIC left out",
                        "queries.yaml: shop_state: has no column of usage GAUGE or COUNTER, left out",
                        "queries.yaml: counters: have _total at the end of their names in Prometheus");
    }

    @Test
    void branchesOfPgExporterWithOneNameBecomeOneEntry() throws Exception {
        var converted = converted("branches.yml");
        var settings = entry(converted, "fleet_settings");
        var size = entry(converted, "fleet_size");

        assertThat(converted.entries()).isEqualTo(2);
        assertThat(settings.description()).isEqualTo("Settings, \"in short\"");
        assertThat(settings.scope()).isEqualTo(Scope.SERVER);
        assertThat(settings.interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(sql(settings, 12)).contains("q.workers").doesNotContain("keep", "1e-3", "1.0E-3");
        assertThat(sql(settings, 13)).contains("q.workers * 0.001 AS workers", "q.keep");
        assertThat(size.scope()).isEqualTo(Scope.DATABASE);
        assertThat(size.attributes()).containsOnlyKeys("datname");
        assertThat(sql(size, 18)).contains("COALESCE(q.absent, 7) AS absent");
        assertThat(converted.notes())
                .contains(
                        "branches.yml: new_settings: fatal left out",
                        "branches.yml: new_settings: tag slow left out: it runs on every target",
                        "branches.yml: fleet_size: had no time-out; it has 1s now",
                        "branches.yml: fleet_ancient: is for versions below 11, left out",
                        "branches.yml: pgbouncer_list: is asked of pgBouncer, not of PostgreSQL, left out");
    }

    @Test
    void metricsOfPgwatchTakeTheSqlOfTheNearestLowerMajor() throws Exception {
        var converted = converted("watched.yaml");
        var sessions = entry(converted, "depot_sessions");
        var tables = entry(converted, "depot_tables");

        assertThat(converted.entries()).isEqualTo(2);
        assertThat(sessions.role()).isEqualTo(Role.PRIMARY);
        assertThat(sessions.scope()).isEqualTo(Scope.SERVER);
        assertThat(sessions.interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(sessions.attributes()).containsExactly(java.util.Map.entry("kind", "tag_kind"));
        assertThat(sessions.metrics())
                .allMatch(metric -> metric.metric().type() == MetricType.GAUGE)
                .extracting(metric -> metric.metric().name())
                .containsExactly("pgwatch.depot_sessions.sessions", "pgwatch.depot_sessions.identified");
        assertThat(sql(sessions, 13))
                .startsWith("SELECT q.tag_kind, q.sessions\n")
                .doesNotContain("query_id");
        assertThat(sql(sessions, 16)).startsWith("SELECT q.tag_kind, q.sessions, q.identified\n");
        assertThat(tables.scope()).isEqualTo(Scope.DATABASE);
        assertThat(sql(tables, 11)).startsWith("SELECT q.tables, current_database() AS howdah_database\n");
        assertThat(converted.notes())
                .contains(
                        "watched.yaml: depot_sessions: init_sql left out",
                        "watched.yaml: depot_sessions: versions below 11 left out",
                        "watched.yaml: depot_sessions: column words is a text, left out — name it tag_words to make it an attribute",
                        "watched.yaml: depot_tables: gauges: ['*']: every value becomes a gauge, also those that only grow",
                        "watched.yaml: depot_all: the SELECT from 11 on does not name its columns, left out — name them");
    }

    @Test
    void whatBelongsToAnExtensionIsReadFromItsSchema() throws Exception {
        var converted = converted("foreign.yaml");
        var statements = entry(converted, "shop_statements");
        var buffers = entry(converted, "shop_buffers");

        assertThat(statements.extension()).isEqualTo("pg_stat_statements");
        assertThat(statements.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(converted.yaml()).doesNotContain("timeout:");
        assertThat(converted.yaml())
                .contains(
                        "FROM {{ extension_schema }}.pg_stat_statements s)",
                        "extract(epoch FROM now())",
                        "FROM top, (SELECT 1 FROM pg_database) d");
        assertThat(buffers.extension()).isEqualTo("pg_buffercache");
        assertThat(sql(buffers, 18)).contains("'{{ x }}'", "\".pg_buffercache_summary() s");
    }

    @Test
    void saysWhichRelationsNeedASchemaHere() throws Exception {
        assertThat(converted("foreign.yaml").notes())
                .filteredOn(note -> note.contains("qualify"))
                .containsExactly(
                        "foreign.yaml: shop_orders: qualify orders with its schema: it is not found without, as search_path is pg_catalog",
                        "foreign.yaml: shop_orders: qualify Order lines with its schema: it is not found without, as search_path is pg_catalog");
    }

    @Test
    void doublesAnOperatorsQuestionMarkAndNoOther() throws Exception {
        assertThat(sql(entry(converted("foreign.yaml"), "shop_keys"), 18))
                .contains("AS \"what?\", 'a?' AS kind -- why?\n", "v.j ?? 'a' OR v.j ??| array");
    }

    @Test
    void leavesOutWhatIsNoSelectAndSaysSo() throws Exception {
        var converted = converted("foreign.yaml");

        assertThat(converted.entries()).isEqualTo(4);
        assertThat(converted.notes())
                .filteredOn(note -> note.contains("left out"))
                .containsExactly(
                        "foreign.yaml: shop_purge: holds DELETE, left out: Howdah never writes — give it a SELECT",
                        "foreign.yaml: shop_moved: holds UPDATE, left out: Howdah never writes — give it a SELECT",
                        "foreign.yaml: shop_locked: holds FOR UPDATE, left out: Howdah never writes — give it a SELECT",
                        "foreign.yaml: shop_shown: holds SHOW, left out: Howdah never writes — give it a SELECT");
    }

    @Test
    void anEntryDoesNotTakeTheNameOfABuiltInOne() throws Exception {
        var converted = Converted.of(null, "q.yaml", "mine", """
                databases:
                  query: "SELECT 1 AS one"
                  metrics: [ { one: { usage: GAUGE } } ]
                """);

        assertThat(entry(converted, "databases_2").userDefined()).isTrue();
        assertThat(converted.notes())
                .containsExactly("q.yaml: databases: is a name that is taken; the entry is called databases_2");
    }

    @Test
    void whatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> Converted.of(null, "x", "x", "a: { b: c }")).hasMessageContaining("--from");
        assertThatThrownBy(() -> Converted.of(null, "x", "x", "- a")).hasMessageContaining("no mapping");
        assertThatThrownBy(() -> Converted.of(null, "x", "x", "a: [")).hasMessageContaining("no valid YAML");
    }
}
