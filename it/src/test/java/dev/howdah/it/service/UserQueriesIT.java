package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.HowdahProcess;
import dev.howdah.it.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The user's own queries, good and bad, and what is switched off and on.
class UserQueriesIT {
    /// Its name is a token, with a quote, a line break, and 63 bytes of UTF-8 in all.
    private static final String TOKEN = "tök\"en\n'" + "ß".repeat(27);

    private static final PostgresServer SERVER = PostgresServer.setup(18).start();

    @TempDir
    private Path folder;

    private Path own = Path.of(".");

    @BeforeAll
    static void fill() {
        SERVER.execute(
                "create table public.written (n int)",
                "create function public.write() returns int volatile language plpgsql as"
                        + " 'begin insert into public.written values (1); return 1; end'",
                "create table public.locked (n int)",
                "create role \"%s\" login superuser".formatted(TOKEN.replace("\"", "\"\"")));
    }

    @AfterAll
    static void end() {
        SERVER.close();
    }

    @BeforeEach
    void makeFolder() throws Exception {
        own = Files.createDirectory(folder.resolve("own"));
    }

    private static String entry(String name, String sql, String... more) {
        return """
                  - name: %s
                    description: A query of the user's.
                    sql: |
                      %s
                %s    metrics:
                      - { name: own.%s, type: gauge, unit: "{thing}", description: Things., value: n }
                """.formatted(
                name,
                sql,
                String.join(
                        "",
                        List.of(more).stream().map(line -> "    " + line + "\n").toList()),
                name);
    }

    private void write(String file, String... entries) throws Exception {
        var next = Files.writeString(
                own.resolve(file + ".next"), "subject: own\ndescription: Own.\nentries:\n" + String.join("", entries));
        Files.move(next, own.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String configuration(String collection) {
        return "targets:\n" + Service.target("one", SERVER.url("postgres", "postgres"))
                + "\ncatalog: { folders: [own] }\ncollection: " + collection + "\n" + Service.LISTEN;
    }

    private static String session() {
        return String.valueOf(SERVER.query("""
                select string_agg(concat_ws(' ', pid, backend_start), ',') from pg_stat_activity
                where application_name = 'howdah' and datname = 'postgres'"""));
    }

    @Test
    void badQueriesEndEachInItsWayAndTheOthersGoOn() throws Exception {
        write(
                "bad.yaml",
                entry(
                        "writes",
                        "WITH w AS (INSERT INTO public.written VALUES (1) RETURNING 1) SELECT count(*) AS n FROM w"),
                entry("writes_in_function", "SELECT public.write() AS n"),
                entry("opens_session", "SELECT length(set_config('default_transaction_read_only', 'off', false)) AS n"),
                entry("opens_transaction", "SELECT length(set_config('transaction_read_only', 'off', false)) AS n"),
                entry("writes_later", "SELECT public.write() AS n"),
                entry("lifts_timeout", "SELECT length(set_config('statement_timeout', '0', false)) AS n"),
                entry("hangs", "SELECT count(pg_sleep(60)) AS n", "timeout: 200ms"),
                entry("twice", "SELECT 'k' AS k, g AS n FROM generate_series(7, 9) g", "attributes: { own.k: k }"),
                entry(
                        "text",
                        "SELECT g AS k, CASE g WHEN 3 THEN 'x' ELSE g::text END AS n FROM generate_series(1, 5) g",
                        "attributes: { own.k: k }"),
                entry("kinds", "SELECT true AS n, point(1, 2) AS k", "attributes: { own.k: k }"),
                entry("point", "SELECT point(1, 2) AS n"),
                entry(
                        "huge",
                        "SELECT 1 AS n, a.oid || ' ' || b.oid || ' ' || c.oid AS k FROM pg_proc a, pg_proc b, pg_proc c",
                        "row_limit: 10",
                        "attributes: { own.k: k }"),
                entry("wide", "SELECT 1 AS n, repeat('x', 60000000) AS k", "timeout: 5s", "attributes: { own.k: k }"),
                entry(
                        "third",
                        "SELECT g AS k, 1 / (3 - g) AS n FROM generate_series(1, 5) g",
                        "attributes: { own.k: k }"),
                entry("locks", "SELECT count(*) AS n FROM public.locked"),
                entry("last", "SELECT 42 AS n"));
        try (var holder = SERVER.connect("postgres");
                var howdah = Service.startWith(folder, configuration("{ preset: minimal }"))) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("lock table public.locked");
            var samples = howdah.await(
                    "the last one ran",
                    found -> found.has("own_last", 42)
                            && found.has("howdah_scrape_entry_outcome", 1, "entry", "locks", "outcome", "locked"));
            howdah.awaitSlots(3);

            assertThat(samples.valuesOf("outcome", "howdah_scrape_entry_outcome", "entry", "databases"))
                    .containsExactly("ok");
            assertThat(outcomes(samples, "writes", "writes_in_function", "opens_transaction", "writes_later", "third"))
                    .containsOnly("error");
            assertThat(outcomes(samples, "hangs")).containsExactly("timeout");
            assertThat(outcomes(samples, "text", "point")).containsOnly("error");
            assertThat(outcomes(samples, "huge")).containsExactly("truncated");
            assertThat(outcomes(samples, "wide")).hasSize(1).isSubsetOf("disconnected", "timeout");
            assertThat(SERVER.query("select count(*) from public.written")).isEqualTo("0");

            assertThat(samples.find("own_huge")).hasSize(10);
            assertThat(samples.has("own_twice", 7)).isTrue();
            assertThat(samples.has("howdah_scrape_entry_rows_left_out", 2, "entry", "twice", "reason", "duplicate"))
                    .isTrue();
            assertThat(samples.find("own_text")).hasSize(4);
            assertThat(samples.has("howdah_scrape_entry_rows_left_out", 1, "entry", "text", "reason", "unreadable"))
                    .isTrue();
            assertThat(samples.has("own_kinds", 1, "own_k", "(1,2)")).isTrue();

            howdah.isLogged("entry twice: 2 rows were left out", 1);
            howdah.isLogged("entry text ended error: column \"n\" in row 3 cannot be read as an integer", 1);
            howdah.isLogged("entry hangs ended timeout: ", 1);
            howdah.isLogged("entry wide ended disconnected: ", 1);
            assertThat(howdah.log())
                    .containsPattern("entry writes ended error: .*read-only transaction.*SQLSTATE 25006")
                    .containsPattern("entry writes_in_function ended error: .*SQLSTATE 25006")
                    .containsPattern("entry writes_later ended error: .*SQLSTATE 25006")
                    .contains("tried again after growing pauses, 10m at most");
            holder.rollback();
        }
    }

    private static List<String> outcomes(Samples samples, String... entries) {
        return List.of(entries).stream()
                .flatMap(entry -> samples.valuesOf("outcome", "howdah_scrape_entry_outcome", "entry", entry).stream())
                .toList();
    }

    @Test
    void aChangedFolderChangesTheCatalogAndNothingElse() throws Exception {
        write("a.yaml", entry("first", "SELECT 1 AS n"));
        try (var howdah = Service.startWith(folder, configuration("{ preset: minimal }"))) {
            howdah.await("the first entry", samples -> samples.has("own_first", 1));
            String session = session();

            write("b.yaml", entry("second", "SELECT 2 AS n"), entry("database_sizes", "SELECT 3 AS n"));
            howdah.await(
                    "the second entry",
                    samples -> samples.has("own_second", 2) && samples.has("own_database_sizes", 3));
            assertThat(howdah.metrics().find("postgresql_db_size_bytes")).isEmpty();

            write("a.yaml", entry("first", "SELECT 1 AS m"));
            howdah.process().awaitOutput("a.yaml:6: entries[0].sql: selects column 'm'");
            howdah.isLogged("1 of 2 catalog files are broken", 1);
            howdah.awaitSlots(2);
            assertThat(howdah.metrics().has("own_first", 1))
                    .as("what it said before is in force")
                    .isTrue();
            assertThat(howdah.own().value("howdah_catalog_broken_files")).hasValue(1);

            Files.delete(own.resolve("b.yaml"));
            howdah.await(
                    "without the second entry",
                    samples -> samples.find("own_second").isEmpty()
                            && samples.find("own_database_sizes").isEmpty());
            write("a.yaml", entry("first", "SELECT 11 AS n"));
            howdah.await("the first entry, changed", samples -> samples.has("own_first", 11));
            assertThat(howdah.own().value("howdah_catalog_broken_files")).hasValue(0);
            assertThat(session()).isEqualTo(session);
        }
    }

    @Test
    void whatIsSwitchedOffIsNotAsked() throws Exception {
        try (var howdah = Service.startWith(folder, configuration("""
                { preset: standard, metrics: { "postgresql.wal.a*": { enabled: false }, postgresql.index.blocks: { enabled: true } },
                  entries: { locks: { enabled: false } } }"""))) {
            var samples = howdah.await(
                    "a scrape", found -> !found.find("postgresql_commits_total").isEmpty());
            String session = session();
            var asked = samples.valuesOf("entry", "howdah_scrape_entry_outcome");
            assertThat(asked).contains("databases", "index_io", "table_sizes").doesNotContain("archiver", "locks");

            howdah.rewriteWith(configuration("{ metrics: { postgresql.table.*: { enabled: false } } }"));
            howdah.await(
                    "switched",
                    found -> found.valuesOf("entry", "howdah_scrape_entry_outcome")
                            .contains("archiver"));
            assertThat(howdah.metrics().valuesOf("entry", "howdah_scrape_entry_outcome"))
                    .contains("locks", "tables")
                    .doesNotContain("index_io", "table_sizes");
            assertThat(session()).as("the session is kept").isEqualTo(session);

            howdah.rewriteWith(configuration("{ entries: { loks: { enabled: false } } }"));
            howdah.process().awaitOutput("collection.entries.loks: is no entry of the catalog");
            assertThat(howdah.log()).contains("did you mean 'locks'?");
        }
    }

    @Test
    void checkAndCatalogShowTheUsersEntries() throws Exception {
        write(
                "a.yaml",
                entry("good", "SELECT 1 AS n"),
                entry("mistyped", "SELECT n FROM public.writen"),
                entry("locks", "SELECT 2 AS n"));
        Files.writeString(own.resolve("b.yaml"), "subject: [");
        var file = Service.write(folder, configuration("{ metrics: { \"postgresql.wal.a*\": { enabled: false } } }"));

        var checked = HowdahProcess.run("check", "--config", file.toString());
        assertThat(checked.status()).isEqualTo(1);
        assertThat(checked.out())
                .containsPattern("overrides locks +\\S+/own/a.yaml:16 in place of built-in locks.yaml:\\d+")
                .containsPattern("BROKEN +\\S+/own/b.yaml:1: no valid YAML")
                .containsPattern(
                        "FAILED +mistyped +.*\"public.writen\" does not exist.*SQLSTATE 42P01.* — \\S+/own/a.yaml:10")
                .containsPattern("runs +good ")
                .containsPattern("not here +archiver +switched off by metrics.postgresql.wal.a\\*")
                .contains("1 catalog file broken, 1 target of 1 with something missing");

        var listed = HowdahProcess.run("catalog", "list", "--config", file.toString());
        assertThat(listed.out()).contains("[yours] A query of the user's.", "[overrides built-in locks.yaml:");
        var sql = HowdahProcess.run("catalog", "sql", "locks", "--pg", "12", "--config", file.toString());
        assertThat(sql.out()).isEqualTo("SELECT 2 AS n\n");

        Files.delete(own.resolve("a.yaml"));
        Files.delete(own.resolve("b.yaml"));
        Files.delete(own);
        var refused = HowdahProcess.run("run", "--config", file.toString());
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("howdah.yaml:3: ", "/own is no folder that can be read");
    }

    @Test
    void aRoleWhoseNameIsASecretIsShownAsAHashOnly() throws Exception {
        write(
                "a.yaml",
                entry(
                        "roles",
                        "SELECT rolname AS name, 1 AS n FROM pg_roles WHERE rolname !~ '^pg_'",
                        "attributes: { own.role: name }",
                        "role_attributes: [own.role]"),
                entry(
                        "names_it",
                        "SELECT 1 / (length(current_user::regrole::text) - length(current_user::regrole::text)) AS n"),
                entry("refuses", "SELECT set_config('role', 'no such role ' || current_user, false)::int AS n"));
        var url = SERVER.url("postgres", "postgres").replaceFirst("//[^@/]*@", "//" + encoded(TOKEN) + "@");
        var file = Service.write(folder, "targets:\n" + Service.target("one", url) + """

                catalog: { folders: [own] }
                collection: { preset: exhaustive, role_names: hash }
                """ + Service.LISTEN);
        var checked = HowdahProcess.run("check", "--config", file.toString());
        try (var _ = SERVER.connect("postgres");
                var howdah = Service.startWith(folder, Files.readString(file))) {
            var samples = howdah.await("roles", found -> found.find("own_roles").size() == 2);
            howdah.await(
                    "clients",
                    found -> !found.find("postgresql_connections_by_client").isEmpty());
            String all =
                    Service.text(howdah.prometheusUrl() + "/metrics") + howdah.log() + checked.out() + checked.err();

            assertThat(samples.valuesOf("own_role", "own_roles")).allMatch(name -> name.matches("role_[0-9a-f]{12}"));
            assertThat(checked.out()).containsPattern("reachable +yes, as \"role_[0-9a-f]{12}\"");
            assertThat(all).doesNotContain("tök", "ßß");
            assertThat(howdah.log()).contains("entry refuses ended error: SQLSTATE 22023");
        }
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    @Test
    void filesOfOtherCollectorsAreConvertedAndRunOnOldAndNewServers() throws Exception {
        var fixtures = HowdahProcess.home().resolve("it/src/test/resources/convert");
        var converted = HowdahProcess.run(
                "catalog",
                "convert",
                "--output",
                own.toString(),
                fixtures.resolve("queries.yaml").toString(),
                fixtures.resolve("branches.yml").toString(),
                fixtures.resolve("watched.yaml").toString());
        assertThat(converted.status()).as(converted.err()).isZero();
        assertThat(converted.err()).contains("column state of usage MAPPEDMETRIC left out", "init_sql left out");

        var file = Service.write(
                folder,
                "targets:\n" + Service.target("old", Servers.of(11).primary().url("postgres", "postgres")) + "\n"
                        + Service.target("new", SERVER.url("postgres", "postgres")) + "\ncatalog: { folders: [own] }\n"
                        + Service.LISTEN);
        var checked = HowdahProcess.run("check", "--config", file.toString());
        assertThat(checked.out().lines().filter(line -> line.matches(" +runs +(shop|fleet|depot)_.*")))
                .as(checked.out())
                .hasSize(12)
                .allMatch(line -> line.matches(".* [1-9]\\d* rows?, [0-9.]+ ms"));
        assertThat(HowdahProcess.run("catalog", "convert", file.toString()).status())
                .isEqualTo(2);
    }
}
