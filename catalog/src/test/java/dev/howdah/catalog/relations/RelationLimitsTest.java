package dev.howdah.catalog.relations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelationLimitsTest {
    private static final List<String> WORDS = RelationKind.TABLES.columns();

    @Test
    void theDefaultsAreThoseOfTheReference() {
        assertThat(RelationLimits.DEFAULTS.limit(RelationKind.TABLES)).isEqualTo(1000);
        assertThat(RelationLimits.DEFAULTS.limit(RelationKind.INDEXES)).isEqualTo(5000);
        assertThat(RelationLimits.DEFAULTS.maxPartitionsPerParent()).isEqualTo(100);
        assertThat(RelationLimits.DEFAULTS.rateSql(RelationKind.TABLES))
                .isEqualTo("CASE WHEN table_count > 10000 THEN 0.1 WHEN table_count > 1000 THEN 0.5 ELSE 1 END");
        assertThat(RelationLimits.DEFAULTS.prioritySql(RelationKind.INDEXES))
                .isEqualTo("CASE WHEN index_count > 10000 THEN idx_scan > 1000 OR idx_tup_read > 100000 ELSE true END");
        assertThat(RelationLimits.DEFAULTS.prioritySql(RelationKind.PARTITIONS)).isEqualTo("true");
    }

    @Test
    void aRuleWithoutFilterGivesNobodyPriority() {
        var rule = new SamplingRule(RelationCondition.parse("table_count >= 7", List.of("table_count")), 0.25, null);

        assertThat(SamplingRule.prioritySql(List.of(rule)))
                .isEqualTo("CASE WHEN table_count >= 7 THEN false ELSE true END");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n_live_tup > 5",
                "N_LIVE_TUP>5 and n_dead_tup<=10",
                "(seq_scan = 1 OR relpages <> 2) AND n_dead_tup < 3"
            })
    void comparisonsOfKnownWordsAreTaken(String text) {
        assertThat(RelationCondition.parse(text, WORDS).sql()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n_live_tup",
                "n_live_tup > ",
                "n_live_tup > 5 OR",
                "n_live_tup > 5; DROP TABLE a",
                "n_live_tup > (SELECT 1)",
                "pg_sleep > 5",
                "n_live_tup > 5 -- a",
                "n_live_tup > '5'",
                "(n_live_tup > 5",
                "n_live_tup > 5)",
                "n_live_tup > 99999999999999999999"
            })
    void everythingElseIsRefusedWithTheWordsThatWouldDo(String text) {
        assertThatThrownBy(() -> RelationCondition.parse(text, WORDS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected comparisons such as 'n_live_tup > 1000'")
                .hasMessageContaining("words are n_live_tup, n_dead_tup");
    }
}
