package dev.howdah.catalog.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.catalog.Vocabulary;
import dev.howdah.catalog.yaml.InvalidFileException;
import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.model.NumberKind;
import dev.howdah.model.Resource;
import dev.howdah.model.Series;
import dev.howdah.model.SeriesRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NameTableTest {
    private static final Metric TIME =
            new Metric("postgresql.time", "Time.", "s", MetricType.COUNTER, NumberKind.DOUBLE);
    private static final Metric SIZE =
            new Metric("postgresql.size", "Size.", "By", MetricType.GAUGE, NumberKind.INTEGER);

    private static final String GOOD = """
            exporter: other
            version: "1.2"
            groups:
              - labels: { datname: first(db.namespace), schemaname: second(db.namespace) }
                without: [datid]
                aliases:
                  - { name: pg_time, metric: postgresql.time, where: { mode: Read }, unit: ms, drop: [kind] }
                  - name: pg_time_seconds_total
                    metric: postgresql.time
                    labels: { mode: lower(mode), word: constant(x), kind: kind }
                    required: [kind]
                    note: a note
              - aliases:
                  - { name: "pg_size_{db.namespace}_bytes", metric: postgresql.size }
            different:
              - { names: [pg_a, pg_b], reason: Wrong., instead: "postgresql.time, howdah.x" }
            """;

    private static NameTable read(String text) throws InvalidFileException {
        var vocabulary = Vocabulary.empty()
                .add(TIME, List.of("db.namespace", "mode", "kind"))
                .add(SIZE, List.of("db.namespace"));
        return NameTable.of("other.yaml", text, vocabulary);
    }

    private static Series series(Metric metric, String... attributes) {
        var resource = new Resource("a", Attributes.empty(), Attributes.empty());
        return new SeriesRegistry().resolve(metric, resource, Attributes.of(attributes));
    }

    @Test
    void readsAliasesWithWhatTheirGroupShares() throws Exception {
        var table = read(GOOD);
        var series = series(TIME, "db.namespace", "shop|public|x", "mode", "Read", "kind", "k");
        var first = table.rows().getFirst();
        var second = table.rows().get(1);

        assertThat(first.alias().fits(series)).isTrue();
        assertThat(first.alias().nameOf(series)).isEqualTo("pg_time");
        assertThat(first.alias().labelsOf(series)).isEqualTo(Map.of("datname", "shop", "schemaname", "public|x"));
        assertThat(first.alias().multiplier()).isEqualTo(1000);
        assertThat(first.alias().divisor()).isEqualTo(1);
        assertThat(first.without()).containsExactly("datid");
        assertThat(second.alias().labelsOf(series))
                .isEqualTo(
                        Map.of("datname", "shop", "schemaname", "public|x", "mode", "read", "word", "x", "kind", "k"));
        assertThat(second.note()).isEqualTo("a note");
        assertThat(table.differences())
                .containsExactly(
                        new NameTable.Difference("pg_a", "Wrong.", "postgresql.time, howdah.x"),
                        new NameTable.Difference("pg_b", "Wrong.", "postgresql.time, howdah.x"));
    }

    @Test
    void fitsOnlySeriesWithTheFixedAndTheRequiredAttributes() throws Exception {
        var table = read(GOOD);
        var write = series(TIME, "db.namespace", "shop", "mode", "Write", "kind", "");

        assertThat(table.rows().getFirst().alias().fits(write)).isFalse();
        assertThat(table.rows().get(1).alias().fits(write)).isFalse();
        assertThat(table.rows().get(2).alias().nameOf(series(SIZE, "db.namespace", "a.b-c")))
                .isEqualTo("pg_size_a_b_c_bytes");
    }

    @Test
    void reportsWhatDoesNotExistWithFileAndLine() {
        String bad = GOOD.replace("metric: postgresql.time, where", "metric: postgresql.tiem, where")
                .replace("lower(mode)", "lower(mood)")
                .replace("metric: postgresql.size }", "metric: postgresql.size, unit: ms }")
                .replace("\"postgresql.time, howdah.x\"", "postgresql.tim");

        assertThatThrownBy(() -> read(bad))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining(
                        "other.yaml:7: groups[0].aliases[0].metric: names the metric 'postgresql.tiem', which "
                                + "does not exist — did you mean 'postgresql.time'?")
                .hasMessageContaining("other.yaml:8: groups[0].aliases[1].name: names the attribute 'mood'")
                .hasMessageContaining("other.yaml:8: groups[0].aliases[1].name: leaves out attribute 'mode'")
                .hasMessageContaining("other.yaml:14: groups[1].aliases[0].unit: is 'ms', into which 'By'")
                .hasMessageContaining("other.yaml:14: groups[1].aliases[0].name: 'pg_size_{db.namespace}_bytes' says")
                .hasMessageContaining("other.yaml:16: different[0].instead: names the metric 'postgresql.tim'");
    }

    @Test
    void refusesUnknownKeysAndNamesThatAreToldTwice() {
        String bad = GOOD.replace("note: a note", "notes: a note").replace("pg_a,", "pg_time,");

        assertThatThrownBy(() -> read(bad))
                .hasMessageContaining("other.yaml:12: groups[0].aliases[1]: unknown key 'notes' — did you mean 'note'?")
                .hasMessageContaining("other.yaml:16: different[0].names: 'pg_time' has an alias too");
    }
}
