package dev.howdah.collector.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.collector.target.RoleNames;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SqlObfuscatorTest {
    static String[][] statements() {
        return new String[][] {
            {"SELECT 1", "SELECT ?"},
            {"SELECT a, 'x''y', E'it\\'s', B'01', X'ff', N'z', U&'\\0041' FROM t", "SELECT a, ?, ?, ?, ?, ?, ? FROM t"},
            {"SELECT $q$it's$q$, $$a$b$$, $1 FROM \"Ta\"\"ble\"", "SELECT ?, ?, $1 FROM \"Ta\"\"ble\""},
            {"SELECT 1.5e-3, .5, 0x1F, 1_000, 12abc, col1, a.b2", "SELECT ?, ?, ?, ?, ?, col1, a.b2"},
            {"SELECT /* a 'b */ x -- 'y\n, /* /* n */ 'c' */ z", "SELECT x , z"},
            {"WHERE a IN (1, 2, 'c') AND b IN ($1, $2)", "WHERE a IN (?) AND b IN ($1, $2)"},
            {"INSERT INTO t VALUES (1, -2), (3, 4) ,(5, 6) RETURNING i", "INSERT INTO t VALUES (?) RETURNING i"},
            {"SELECT ARRAY[1, 2], a[3], f(), g(1 - 2)", "SELECT ARRAY[?], a[?], f(), g(? - ?)"},
            {"CREATE ROLE x LOGIN PASSWORD 'y' VALID UNTIL 'z'", "CREATE ROLE x LOGIN PASSWORD ?"},
            {"alter user x encrypted password \"y\"; SELECT 5", "alter user x encrypted password ?; SELECT ?"},
            {"CREATE TABLE u (password text, n int)", "CREATE TABLE u (password text, n int)"},
            {"SET LOCAL app.token = abc, def; SELECT b = 1", "SET LOCAL app.token = ?; SELECT b = ?"},
            {"ALTER ROLE x SET app.token TO abc", "ALTER ROLE x SET app.token TO ?"},
            {"UPDATE t SET a = b WHERE c = 'x'", "UPDATE t SET a = b WHERE c = ?"},
            {"ALTER TABLE a RENAME TO b", "ALTER TABLE a RENAME TO b"},
            {
                "CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'a', password 'b')",
                "CREATE USER MAPPING FOR u SERVER s OPTIONS (user ?, password ?"
            },
            {"COPY t FROM PROGRAM 'curl secret'", "COPY t FROM PROGRAM ?"},
            {"SELECT 'a'\n 'b'", "SELECT ?"},
            {"SELECT d ? 'k', d ?| array['x']", "SELECT d ? ?, d ?| array[?]"},
            {"SELECT 'cut off", "SELECT ?"},
            {"DO $body$ BEGIN PERFORM 'cut off", "DO ?"},
            {"SELECT E'cut off\\", "SELECT ?"},
            {"SELECT nameE'x', été, a$b$c", "SELECT nameE?, été, a$b$c"},
        };
    }

    @ParameterizedTest
    @MethodSource("statements")
    void hidesLiteralsAndKeepsTheRest(String sql, String hidden) {
        assertThat(SqlObfuscator.obfuscate(sql)).isEqualTo(hidden);
        assertThat(SqlObfuscator.obfuscate(hidden)).isEqualTo(hidden);
    }

    @Test
    void leavesOutTheRestWhereAStringsEndDependsOnASetting() {
        assertThat(SqlObfuscator.obfuscate("SELECT 'a\\' OR b = 'secret'")).isEqualTo("SELECT ?");
        assertThat(SqlObfuscator.obfuscate("SELECT 'a\\\\' OR b = 'secret'")).isEqualTo("SELECT ? OR b = ?");
    }

    /// `«»` are around what stands for the name of a role.
    static String[][] statementsWithRoles() {
        return new String[][] {
            {"ALTER TABLE s1.own OWNER TO \"to-ken\"", "ALTER TABLE s1.own OWNER TO «to-ken»"},
            {"CREATE ROLE To_Ken LOGIN PASSWORD 'x'", "CREATE ROLE «to_ken» LOGIN PASSWORD ?"},
            {"create user \"to\"\"ken\" in role a, b admin c", "create user «to\"ken» in role «a», «b» admin «c»"},
            {"ALTER ROLE IF EXISTS a RENAME TO \"B\"", "ALTER ROLE IF EXISTS «a» RENAME TO «B»"},
            {"ALTER ROLE a IN DATABASE d SET x TO y", "ALTER ROLE «a» IN DATABASE d SET x TO ?"},
            {"ALTER GROUP a ADD USER b, c", "ALTER GROUP «a» ADD USER «b», «c»"},
            {"DROP ROLE IF EXISTS a, b; SELECT role", "DROP ROLE IF EXISTS «a», «b»; SELECT role"},
            {"CREATE USER MAPPING FOR a SERVER s", "CREATE USER MAPPING FOR «a» SERVER «s»"},
            {"GRANT a, b TO c WITH ADMIN OPTION GRANTED BY d", "GRANT «a», «b» TO «c» WITH ADMIN OPTION GRANTED BY «d»"
            },
            {"GRANT SELECT ON TABLE x, y TO a, PUBLIC", "GRANT SELECT ON TABLE x, y TO «a», PUBLIC"},
            {
                "REVOKE GRANT OPTION FOR ALL PRIVILEGES ON SCHEMA s FROM a CASCADE",
                "REVOKE GRANT OPTION FOR ALL PRIVILEGES ON SCHEMA s FROM «a» CASCADE"
            },
            {"SET LOCAL ROLE a", "SET LOCAL ROLE «a»"},
            {"SET SESSION AUTHORIZATION \"a\"", "SET SESSION AUTHORIZATION «a»"},
            {"REASSIGN OWNED BY a, CURRENT_USER TO b", "REASSIGN OWNED BY «a», CURRENT_USER TO «b»"},
            {"DROP OWNED BY a", "DROP OWNED BY «a»"},
            {"CREATE SCHEMA s AUTHORIZATION a", "CREATE SCHEMA s AUTHORIZATION «a»"},
            {"CREATE DATABASE d OWNER = a TEMPLATE template0", "CREATE DATABASE d OWNER = «a» TEMPLATE «template0»"},
            {
                "ALTER DEFAULT PRIVILEGES FOR ROLE a IN SCHEMA s GRANT SELECT ON TABLES TO b",
                "ALTER DEFAULT PRIVILEGES FOR ROLE «a» IN SCHEMA s GRANT SELECT ON TABLES TO «b»"
            },
            {"CREATE POLICY p ON t TO a USING (b = c)", "CREATE POLICY p ON t TO «a» USING (b = c)"},
            {"COMMENT ON ROLE a IS 'x'", "COMMENT ON ROLE «a» IS ?"},
            {"ALTER TABLE t OWNER TO \"cut o", "ALTER TABLE t OWNER TO «cut o»"},
            {"SELECT owner, role a FROM s.b TO", "SELECT owner, role a FROM s.b TO"},
            {"CREATE TABLE t (id int, owner text, role text)", "CREATE TABLE t (id int, owner text, role text)"},
            {"ALTER TABLE t RENAME TO u", "ALTER TABLE t RENAME TO u"},
        };
    }

    @ParameterizedTest
    @MethodSource("statementsWithRoles")
    void hashesNamesOfRolesWhereTheyMayNotBeSeen(String sql, String shown) {
        String expected =
                Pattern.compile("«(.+?)»").matcher(shown).replaceAll(name -> RoleNames.HASH.shown(name.group(1)));

        assertThat(SqlObfuscator.obfuscate(sql, RoleNames.HASH)).isEqualTo(expected);
    }

    @Test
    void takesTimeInProportionToTheLength() {
        for (String part : new String[] {"(", "'", "$a", "$a$b", "/*", "(1),", "\"", "-", "1 ", "((1,", "E'\\"}) {
            String sql = part.repeat(1_000_000);
            assertThat(SqlObfuscator.obfuscate(sql).length()).as(part).isLessThanOrEqualTo(sql.length() + 1);
        }
    }
}
