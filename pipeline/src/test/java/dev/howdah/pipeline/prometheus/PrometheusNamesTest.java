package dev.howdah.pipeline.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.model.NumberKind;
import dev.howdah.model.Resource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusNamesTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            postgresql.backends,             '{connection}', GAUGE,           postgresql_backends
            postgresql.backends,             1,              UP_DOWN_COUNTER, postgresql_backends
            postgresql.hit,                  1,              GAUGE,           postgresql_hit_ratio
            postgresql.hit_ratio,            1,              GAUGE,           postgresql_hit_ratio
            postgresql.hit,                  1,              COUNTER,         postgresql_hit_total
            postgresql.db_size,              By,             UP_DOWN_COUNTER, postgresql_db_size_bytes
            postgresql.db_size_bytes,        By,             GAUGE,           postgresql_db_size_bytes
            postgresql.sent,                 By,             COUNTER,         postgresql_sent_bytes_total
            postgresql.sent.bytes.total,     By,             COUNTER,         postgresql_sent_bytes_total
            postgresql.wal.delay,            s,              GAUGE,           postgresql_wal_delay_seconds
            postgresql.blk_read_time,        ms,             COUNTER,         postgresql_blk_read_time_seconds_total
            postgresql.commits,              {commits},      COUNTER,         postgresql_commits_total
            postgresql.rate,                 By/s,           GAUGE,           postgresql_rate_bytes_per_second
            postgresql.rate,                 '{row}/s',      GAUGE,           postgresql_rate_per_second
            postgresql.rows.total,           '{row}',        UP_DOWN_COUNTER, postgresql_rows
            a..b--c//d,                      '',             GAUGE,           a_b_c_d
            9lives,                          '',             GAUGE,           _9lives
            grüße:x,                         '',             GAUGE,           gr_e_x
            postgresql.database.count,       '{databases}',  UP_DOWN_COUNTER, postgresql_databases
            postgresql.table.vacuum.count,   '{vacuum}',     COUNTER,         postgresql_table_vacuum_count_total
            odd.,                            furlong,        GAUGE,           odd_furlong
            """)
    void translatesNames(String name, String unit, MetricType type, String expected) {
        var metric = new Metric(name, "", unit, type, NumberKind.INTEGER);

        assertThat(PrometheusNames.metric(metric).sample()).isEqualTo(expected);
    }

    @Test
    void theFamilyOfACounterHasNoTotal() {
        var metric = new Metric("x.y", "", "s", MetricType.COUNTER, NumberKind.INTEGER);

        assertThat(PrometheusNames.metric(metric).family()).isEqualTo("x_y_seconds");
    }

    @ParameterizedTest
    @CsvSource({"ms, 1500, 1.5", "us, 2500000, 2.5", "min, 2, 120", "KiBy, 3, 3072", "s, 7, 7", "By, 11, 11"})
    void convertsToBaseUnits(String unit, double value, double expected) {
        assertThat(PrometheusUnit.of(unit, true).toBase(value)).isEqualTo(expected);
    }

    @Test
    void labelsAreTargetThenUserThenAttributes() {
        var resource = new Resource("orders", Attributes.of("team", "payments"), Attributes.empty());

        var labels = PrometheusNames.labels(
                resource, Attributes.of("db.namespace", "shop", "team", "hidden", "target", "also hidden"));

        assertThat(labels)
                .isEqualTo(Map.of(
                        "target", "orders",
                        "team", "payments",
                        "db_namespace", "shop",
                        "exported_team", "hidden",
                        "exported_target", "also hidden"));
    }

    @Test
    void aUserLabelDoesNotHideTheTarget() {
        var resource = new Resource("orders", Attributes.of("target", "mine"), Attributes.empty());

        assertThat(PrometheusNames.labels(resource, Attributes.empty()))
                .isEqualTo(Map.of("target", "orders", "exported_target", "mine"));
    }

    @Test
    void joinsValuesOfKeysThatBecomeEqual() {
        var resource = new Resource("orders", Attributes.empty(), Attributes.empty());

        assertThat(PrometheusNames.labels(resource, Attributes.of("a_b", "second", "a.b", "first")))
                .containsEntry("a_b", "first;second");
    }
}
