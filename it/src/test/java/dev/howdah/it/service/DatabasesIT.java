package dev.howdah.it.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.collector.session.Columns;
import dev.howdah.it.HowdahProcess;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Databases that come, go, stay closed, or have names that nobody expects.
class DatabasesIT {
    /// With a quote, an apostrophe, a line break, a backslash, a percent sign, a slash, and an elephant.
    private static final String ODD = "od\"d'\n\\%2F/ 🐘=&?#";

    private static final PostgresServer SERVER = PostgresServer.setup(18).start();

    @TempDir
    private Path folder;

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @BeforeAll
    static void fill() throws Exception {
        SERVER.execute(
                "create role watcher login in role pg_monitor",
                "create database " + quoted(ODD),
                "create database shop_live",
                "create database shop_scratch",
                "create database closed",
                "revoke connect on database closed from public",
                "create database bytes encoding 'SQL_ASCII' template template0 locale 'C'");
        try (var connection = SERVER.connect(URLEncoder.encode(ODD, UTF_8).replace("+", "%20"));
                var statement = connection.createStatement()) {
            statement.execute("create table %s (i int)".formatted(quoted(ODD)));
        }
        SERVER.executeIn("shop_live", "create table live (i int)");
        SERVER.executeIn("shop_scratch", "create table scratch (i int)");
        SERVER.executeIn(
                "bytes",
                "create table caf\u00e9 (i int)",
                "do $$ begin execute 'create table \"broken' || convert_from('\\xff', 'SQL_ASCII') || '\" (i int)'; end $$",
                "do $$ begin execute 'alter database closed rename to \"closed' || convert_from('\\xfe', 'SQL_ASCII') || '\"'; end $$");
    }

    @AfterAll
    static void end() {
        SERVER.close();
    }

    private static List<String> tables(Samples samples) {
        return samples.valuesOf("db_collection_name", "postgresql_table_size_bytes").stream()
                .sorted()
                .toList();
    }

    @Test
    void namesArriveAsTheyAre() throws Exception {
        try (var howdah = Service.start(folder, Service.target("all", SERVER.url("watcher", "postgres")))) {
            var samples =
                    howdah.await("the round is over", s -> s.has("howdah_scrape_databases_asked", 4, "target", "all"));
            assertThat(tables(samples)).containsExactlyInAnyOrder(ODD, "live", "scratch", "café", "broken\ufffd");
            assertThat(samples.find("postgresql_table_size_bytes", "db_collection_name", ODD))
                    .extracting(sample -> sample.labels().get("db_namespace"))
                    .containsOnly(ODD + "|public");
            assertThat(samples.valuesOf("db_namespace", "postgresql_commits_total"))
                    .contains(ODD, "closed\ufffd", "bytes", "shop_live", "postgres");
            assertThat(samples.has("postgresql_up", 1, "target", "all")).isTrue();
            assertThat(howdah.log()).doesNotContain("ended", "ERROR");
        }
    }

    @Test
    void onlyWantedDatabasesAreEntered() throws Exception {
        var url = SERVER.url("watcher", "postgres");
        try (var howdah = Service.start(
                folder,
                Service.target("shop", url, "databases: { include: ['shop_*', 'by?es'], exclude: ['*_scratch'] }"))) {
            var samples =
                    howdah.await("the round is over", s -> s.has("howdah_scrape_databases_asked", 2, "target", "shop"));
            assertThat(tables(samples)).containsExactlyInAnyOrder("live", "café", "broken\ufffd");
            assertThat(SERVER.query("""
                    select string_agg(datname, ',') from pg_stat_activity where application_name = 'howdah'""")).as("sessions left after the scrape").isEqualTo("postgres");
        }
    }

    @Test
    void aDatabaseThatIsDroppedBeforeItIsEnteredIsLeftOutAndCounted() throws Exception {
        SERVER.execute("create database doomed");
        var dropped = new AtomicBoolean();
        try (var relay = new Relay(
                SERVER.port(),
                bytes -> {
                    if (bytes.contains("database\0doomed\0") && dropped.compareAndSet(false, true)) {
                        SERVER.execute("drop database doomed");
                    }
                    return bytes;
                },
                bytes -> bytes)) {
            var ended = HowdahProcess.run("scrape", relay.url("postgres"));
            assertThat(dropped).isTrue();
            assertThat(ended.status()).isZero();
            var samples = Samples.parse(ended.out());
            assertThat(tables(samples)).contains("live", "scratch", "café");
            // this one, and the one whose name no client can write
            assertThat(samples.has("howdah_scrape_databases_left_out", 2, "reason", "closed"))
                    .isTrue();
            assertThat(ended.err()).isEmpty();
        }
    }

    @Test
    void aDatabaseThatIsDroppedWhileItIsAskedCostsOnlyItself() throws Exception {
        SERVER.execute("create database doomed");
        var dropped = new AtomicBoolean();
        var inside = new AtomicBoolean();
        try (var relay = new Relay(
                SERVER.port(),
                bytes -> {
                    inside.compareAndSet(false, bytes.contains("database\0doomed\0"));
                    if (inside.get() && bytes.contains("relname AS table_name") && dropped.compareAndSet(false, true)) {
                        SERVER.execute("drop database doomed with (force)");
                    }
                    return bytes;
                },
                bytes -> bytes)) {
            var ended = HowdahProcess.run("scrape", relay.url("postgres"));
            assertThat(dropped).isTrue();
            assertThat(ended.status()).isZero();
            var samples = Samples.parse(ended.out());
            assertThat(samples.has("postgresql_up", 1)).isTrue();
            assertThat(tables(samples)).contains("live", "scratch", "café");
        }
    }

    @Test
    void aMajorThatIsNotKnownYetIsAskedWithTheNewestStatements() throws Exception {
        String number = String.valueOf(SERVER.query("show server_version_num"));
        try (var relay = new Relay(
                        SERVER.port(),
                        bytes -> bytes,
                        bytes -> bytes.replace(number, "190000").replace(asBytes(number), asBytes("190000")));
                var howdah = Service.start(folder, Service.target("next", relay.url("postgres")))) {
            howdah.awaitUp("next");
            howdah.process().awaitOutput("is newer than the newest known, 18; its statements are used");
            howdah.awaitSlots(2);
            assertThat(howdah.log()).doesNotContain("ended");
            howdah.isLogged("is newer than the newest known", 1);
        }
    }

    /// A number as PostgreSQL sends it in binary form.
    private static String asBytes(String number) {
        return new String(
                ByteBuffer.allocate(4).putInt(Integer.parseInt(number)).array(), ISO_8859_1);
    }

    @Test
    void timesWithoutEndMakeNoStart() throws Exception {
        try (var connection = SERVER.connect("postgres");
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select timestamptz 'infinity', timestamptz '-infinity', null::timestamptz,
                               timestamptz '2026-01-02 03:04:05.000006+00'""")) {
            row.next();
            assertThat(Columns.epochNanos(row, 1)).isZero();
            assertThat(Columns.epochNanos(row, 2)).isZero();
            assertThat(Columns.epochNanos(row, 3)).isZero();
            assertThat(Columns.epochNanos(row, 4)).isEqualTo(1_767_323_045_000_006_000L);
        }
    }
}
