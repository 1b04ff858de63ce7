package dev.howdah.collector.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementShapeTest {
    @Test
    void countsParametersOutsideOfLiterals() {
        assertThat(StatementShape.of("/* $9 */ ( select a FROM t WHERE b = $2 AND c = '$7' AND d = $11) ;"))
                .isEqualTo(new StatementShape(true, 11));
        assertThat(StatementShape.of("WITH x AS (SELECT 1) MERGE INTO t USING x ON a = b"))
                .isEqualTo(new StatementShape(true, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "CREATE TABLE t (i int)",
                "EXPLAIN ANALYZE SELECT 1",
                "SELECT 1; DROP TABLE t",
                "SELECT 1;;",
                "SELECT 'a\\' OR 1",
                "SELECT $99999999999",
                "ANALYZE",
                "'x'",
                "\"select\" 1"
            })
    void refusesWhatIsNotOneStatementWithAPlan(String sql) {
        assertThat(StatementShape.of(sql).plannable()).isFalse();
    }
}
