package dev.howdah.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.catalog.yaml.InvalidFileException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogLoaderTest {
    private static final String GOOD = """
            subject: databases
            description: Databases.
            entries:
              - name: database_statistics
                description: Transactions.
                privilege: pg_read_all_stats
                sql: |
                  SELECT d.datname AS database, s.commits{% if pg_version >= 14 %}, s.sessions{% endif %}
                  FROM s
                attributes: { db.namespace: database }
                metrics:
                  - name: postgresql.commits
                    type: counter
                    unit: "{transaction}"
                    description: Commits.
                    value: commits
                  - name: postgresql.sessions
                    type: counter
                    unit: "{session}"
                    description: Sessions.
                    value: sessions
            """;

    @Test
    void rendersTheSqlOfAMajor() throws Exception {
        var entry =
                Catalog.of(Map.of("a.yaml", GOOD)).entry("database_statistics").orElseThrow();

        assertThat(runs(entry, 13)).doesNotContain("sessions");
        assertThat(runs(entry, 14)).contains("s.sessions");
    }

    private static String runs(CatalogEntry entry, int major) {
        var facts = new ServerFacts(major, false, Map.of(), Set.of("pg_read_all_stats"), Set.of());
        return ((CatalogEntry.Decision.Runs) entry.decide(facts, Choice.of(Preset.STANDARD), "howdah")).sql();
    }

    @Test
    void namesTheGrantThatIsMissing() throws Exception {
        var entry =
                Catalog.of(Map.of("a.yaml", GOOD)).entry("database_statistics").orElseThrow();
        var facts = new ServerFacts(14, false, Map.of(), Set.of(), Set.of());

        assertThat(entry.decide(facts, Choice.of(Preset.STANDARD), "mo\"n"))
                .isEqualTo(new CatalogEntry.Decision.Missing(
                        true, "needs the privileges of pg_read_all_stats", "GRANT pg_read_all_stats TO \"mo\"\"n\""));
    }

    @Test
    void reportsEverythingThatIsWrongWithFileAndLine() {
        String bad = GOOD.replace("privilege:", "privlege:")
                .replace("value: commits", "value: comits")
                .replace("unit: \"{session}\"", "unit: minutes")
                .replace("{% if pg_version >= 14 %}, s.sessions{% endif %}", ", s.sessions");

        assertThatThrownBy(() -> Catalog.of(Map.of("a.yaml", bad)))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("a.yaml:6: entries[0]: unknown key 'privlege' — did you mean 'privilege'?")
                .hasMessageContaining("a.yaml:7: entries[0].sql: selects column 'commits'")
                .hasMessageContaining("a.yaml:19: entries[0].metrics[1].unit: is 'minutes'");
    }

    @Test
    void refusesAColumnThatNoVersionPutsOut() {
        String bad = GOOD.replace(
                "attributes: { db.namespace: database }", "attributes: { db.namespace: database, role: databse }");

        assertThatThrownBy(() -> Catalog.of(Map.of("a.yaml", bad)))
                .hasMessageContaining("attribute role uses column 'databse'")
                .hasMessageContaining("did you mean 'database'?");
    }

    @Test
    void refusesAMetricThatIsDefinedTwiceDifferently() {
        String other = GOOD.replace("database_statistics", "other").replace("Commits.", "Something else.");

        assertThatThrownBy(() -> Catalog.of(Map.of("a.yaml", GOOD, "b.yaml", other)))
                .hasMessageContaining(
                        "b.yaml:12: entries[0].metrics[0].name: 'postgresql.commits' is defined elsewhere")
                .hasMessageContaining("another description");
    }

    @Test
    void refusesAnEntryNameThatIsTaken() {
        assertThatThrownBy(() -> Catalog.of(Map.of("a.yaml", GOOD, "b.yaml", GOOD)))
                .hasMessageContaining("b.yaml:4: entries[0].name: 'database_statistics' is taken by a.yaml:4");
    }

    @Test
    void refusesAWordThatTemplatesDoNotKnow() {
        assertThatThrownBy(() -> Catalog.of(Map.of("a.yaml", GOOD.replace("pg_version", "pgversion"))))
                .hasMessageContaining("a.yaml:7: entries[0].sql: is wrong for PostgreSQL 11")
                .hasMessageContaining("pgversion");
    }

    private static final String SHARED = """
            subject: sessions
            description: Sessions.
            entries:
              - name: sessions
                description: Sessions.
                preset: minimal
                sql: SELECT a AS database, b AS sessions{% if standard %}, c AS kind, d AS processes{% endif %} FROM s
                attributes: { db.namespace: database }
                metrics:
                  - { name: a.sessions, type: gauge, unit: "{session}", description: S., value: sessions }
                  - name: a.processes
                    type: gauge
                    unit: "{process}"
                    description: P.
                    preset: standard
                    attributes: { kind: kind }
                    value: processes
            """;

    @Test
    void aMetricMayHaveAttributesAndAPresetOfItsOwn() throws Exception {
        var entry = Catalog.of(Map.of("a.yaml", SHARED)).entry("sessions").orElseThrow();
        var facts = new ServerFacts(14, false, Map.of(), Set.of(), Set.of());

        assertThat(entry.decide(facts, Choice.of(Preset.MINIMAL), "howdah"))
                .isEqualTo(new CatalogEntry.Decision.Runs("SELECT a AS database, b AS sessions FROM s"));
        assertThat(entry.decide(facts, Choice.of(Preset.STANDARD), "howdah"))
                .isEqualTo(new CatalogEntry.Decision.Runs(
                        "SELECT a AS database, b AS sessions, c AS kind, d AS processes FROM s"));
        assertThat(entry.metrics())
                .extracting(metric -> metric.grain().attributes().keySet())
                .containsExactly(Set.of("db.namespace"), Set.of("kind"));
    }

    @Test
    void refusesColumnsThatAPresetSelectsForNothing() {
        assertThatThrownBy(() -> Catalog.of(Map.of("a.yaml", SHARED.replace("{% if standard %}", "{% if true %}"))))
                .hasMessageContaining("selects column 'kind' (PostgreSQL 11), which nothing uses");
    }

    @Test
    void refusesAMetricWhoseColumnComesInLargerPresetsOnly() {
        assertThatThrownBy(() -> Catalog.of(Map.of("a.yaml", SHARED.replace("if standard", "if exhaustive"))))
                .hasMessageContaining("metric a.processes uses column 'processes'");
    }

    @Test
    void refusesAMetricInASmallerPresetThanItsEntry() {
        assertThatThrownBy(() -> Catalog.of(Map.of("a.yaml", SHARED.replace("preset: minimal", "preset: exhaustive"))))
                .hasMessageContaining("metrics[1].preset: is smaller than the entry's, exhaustive");
    }

    @Test
    void refusesAFunctionThatEveryoneMayExecute() {
        assertThatThrownBy(() -> Catalog.of(Map.of("a.yaml", SHARED.replace("preset: minimal", "function: now()"))))
                .hasMessageContaining("entries[0].function: is 'now()', expected one of pg_get_shmem_allocations()");
    }

    @Test
    void namesTheFunctionThatIsNotGranted() throws Exception {
        var entry = Catalog.of(Map.of(
                        "a.yaml",
                        SHARED.replace("preset: minimal", "preset: minimal\n    function: pg_hba_file_rules()")))
                .entry("sessions")
                .orElseThrow();
        var facts = new ServerFacts(14, false, Map.of(), Set.of(), Set.of());

        assertThat(entry.decide(facts, Choice.of(Preset.MINIMAL), "mon"))
                .isEqualTo(new CatalogEntry.Decision.Missing(
                        true,
                        "needs the privilege to execute pg_hba_file_rules()",
                        "GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO \"mon\""));
    }
}
