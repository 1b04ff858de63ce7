package dev.howdah.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTokensTest {
    @Test
    void splitIntoWordsNamesStringsAndSigns() {
        assertThat(SqlTokens.of("SELECT a.B, \"Q\"\"u\", 'it''s', 1 /* x /* y */ z */ -- end;\n+ $1"))
                .containsExactly("select", "a", ".", "b", ",", "\"Q\"\"u\"", ",", "''", ",", "1", "+", "$", "1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ';' AS a",
                "SELECT $$;$$ AS a",
                "SELECT $x$ ' ; $$ $x$ AS a",
                "SELECT E'\\';' AS a",
                "SELECT \";\" AS a",
                "SELECT 1 AS a -- ;",
                "SELECT 1 /* ; /* ; */ ; */ AS a"
            })
    void aSemicolonInAQuoteOrCommentIsNone(String sql) {
        assertThat(OutputColumns.of(sql)).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 AS a; DELETE FROM t",
                "SELECT 1 AS a;",
                "SELECT E'\\'' AS a ; DELETE FROM t --'",
                "SELECT $$ ' $$ AS a ; DELETE FROM t --'",
                "SELECT 1 AS a -- x\r ; DELETE FROM t",
                "SELECT '\\' AS a ; DELETE FROM t --'"
            })
    void aSemicolonIsFoundWhereverPostgresqlWouldFindIt(String sql) {
        assertThatThrownBy(() -> OutputColumns.of(sql)).hasMessageContaining("holds a semicolon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 'a", "SELECT \"a", "SELECT /* a", "SELECT $$ a", "SELECT E'a\\'"})
    void whatIsNotClosedIsRefused(String sql) {
        assertThatThrownBy(() -> SqlTokens.of(sql)).hasMessageContaining("is not closed");
    }
}
