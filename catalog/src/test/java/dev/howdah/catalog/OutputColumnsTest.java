package dev.howdah.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OutputColumnsTest {
    @Test
    void findsPlainQualifiedAndNamedColumns() {
        assertThat(OutputColumns.of("SELECT a, t.b, count(*) AS c, sum(x)::bigint d FROM t"))
                .containsExactly("a", "b", "c", "d");
    }

    @Test
    void looksOnlyAtTheOutermostSelect() {
        assertThat(OutputColumns.of("""
                WITH w AS (SELECT x, y FROM z)
                SELECT (SELECT max(x) FROM w) AS top, coalesce(w.a, 'from, select') AS word -- , comment FROM
                FROM w UNION ALL SELECT 1, 2 FROM v""")).containsExactly("top", "word");
    }

    @Test
    void understandsQuotedNamesAndStrings() {
        assertThat(OutputColumns.of("SELECT 'it''s' AS \"A \"\"b\"\"\", extract(epoch FROM now()) AS e"))
                .containsExactly("A \"b\"", "e");
    }

    @Test
    void refusesColumnsWithoutName() {
        assertThatThrownBy(() -> OutputColumns.of("SELECT count(*) FROM t")).hasMessageContaining("has no name");
        assertThatThrownBy(() -> OutputColumns.of("SELECT * FROM t")).hasMessageContaining("has no name");
        assertThatThrownBy(() -> OutputColumns.of("SELECT CASE WHEN a THEN b END FROM t"))
                .hasMessageContaining("has no name");
        assertThatThrownBy(() -> OutputColumns.of("SELECT a::text FROM t")).hasMessageContaining("has no name");
    }
}
