package dev.howdah.collector.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Statements are put together of parts, some of which are literals and comments around secrets.
class SqlObfuscatorPropertyTest {
    private static final String SECRET = "zqzqzq";
    private static final String DIGITS = "7907907907";

    @Property(tries = 3000)
    void noLiteralSurvivesWhereverTheTextIsCutOff(
            @ForAll("statements") String sql, @ForAll @IntRange(max = 1000) int cut) {
        for (String text : List.of(sql, sql.substring(0, Math.min(cut, sql.length())))) {
            assertThat(SqlObfuscator.obfuscate(text)).as(text).doesNotContain("zq", "790");
        }
    }

    @Property(tries = 3000)
    void appliedAgainItChangesNothing(@ForAll("statements") String sql) {
        String once = SqlObfuscator.obfuscate(sql);
        assertThat(SqlObfuscator.obfuscate(once)).as(sql).isEqualTo(once);
    }

    @Property(tries = 3000)
    void bearsAnyText(@ForAll("anything") String text) {
        String once = SqlObfuscator.obfuscate(text);
        assertThat(SqlObfuscator.obfuscate(once)).as(text).isEqualTo(once);
    }

    @Provide
    Arbitrary<String> anything() {
        return Arbitraries.of(
                        "'",
                        "\"",
                        "$",
                        "$a$",
                        "\\",
                        "E'",
                        "U&'",
                        "--",
                        "\n",
                        "/*",
                        "*/",
                        "1",
                        "e",
                        "-",
                        "(",
                        ")",
                        "?",
                        ",",
                        " ",
                        "SET ",
                        "TO ",
                        "=",
                        ";",
                        "\ud83d",
                        "é",
                        "\u00a0",
                        "ALTER ROLE ",
                        "PASSWORD ",
                        "[",
                        "]",
                        ".")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> statements() {
        Arbitrary<String> plain = Arbitraries.of(
                "SELECT",
                "a",
                "\"Fo\"\"o\"",
                "(",
                ")",
                ",",
                "=",
                "IN",
                "$1",
                "[",
                "]",
                "é",
                "E",
                "u&\"d\"",
                "::text",
                "-",
                "+",
                "/",
                "*",
                ";",
                "SET x TO",
                "FROM t1",
                "a$b",
                "||",
                "?",
                "@>",
                "CREATE ROLE r PASSWORD",
                "OPTIONS (password");
        Arbitrary<String> part =
                Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(3, plain), net.jqwik.api.Tuple.of(2, secrets()));
        Arbitrary<String> blank = Arbitraries.of(" ", "\n", "  ", "\t");
        return Combinators.combine(part, blank)
                .as((text, space) -> text + space)
                .list()
                .ofMinSize(1)
                .ofMaxSize(25)
                .map(parts -> String.join("", parts));
    }

    /// Every form of literal, and comments, with a secret amid characters that mean something elsewhere.
    private static Arbitrary<String> secrets() {
        Arbitrary<String> junk = Arbitraries.of(
                "", " ", "'", "''", "\"", "\\", "$", "$$", "$t$", "--", "/*", "*/", "(", ";", "\n", "1", "E'");
        Arbitrary<String> inner = Combinators.combine(junk, junk, junk).as((a, b, c) -> a + SECRET + b + SECRET + c);
        return Arbitraries.oneOf(
                inner.map(text -> "'" + text.replace("'", "''") + "'"),
                inner.map(text -> "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"),
                inner.map(text -> "e'" + text.replace("\\", "\\\\").replace("'", "''") + "'"),
                inner.map(text -> "U&'" + text.replace("\\", "\\\\").replace("'", "''") + "'"),
                inner.map(text -> "$x$" + text + "$x$"),
                inner.map(text -> "$$" + text.replace("$", "") + "$$"),
                inner.map(text -> "--" + text.replace("\n", "") + "\n"),
                inner.map(text -> "/*"
                        + text.replace("*/", "")
                                .replace("/*", "")
                                .replace("*", "")
                                .replace("/", "") + "*/"),
                Arbitraries.of(
                        DIGITS,
                        "-" + DIGITS,
                        "." + DIGITS,
                        DIGITS + ".5e+" + DIGITS,
                        "0x" + DIGITS,
                        "X'" + DIGITS + "'"),
                Arbitraries.of(
                        "'a'\n'" + SECRET + "'",
                        "; SET app.key = " + SECRET + ";",
                        "; SET k TO " + SECRET + "," + SECRET + ";"));
    }
}
