package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.Await;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Relations that are held, or merely awaited, exclusively do not delay a scrape. Whether Howdah ever waited is told by
/// the server, which logs each wait for a lock that lasts longer than `deadlock_timeout`, with the application's name.
abstract class LockSafetyContract {
    private static final String DATABASE = "locked";
    private static final String[] TABLES = {"held", "awaited", "emptied", "reindexed", "toasted", "free"};

    private final Site site;

    LockSafetyContract(Site site) {
        this.site = site;
    }

    @Test
    void exclusiveLocksDelayNothing() throws Exception {
        var server = site.primary();
        server.execute("CREATE DATABASE " + DATABASE);
        for (var table : TABLES) {
            Site.execute(
                    server,
                    DATABASE,
                    "CREATE TABLE %s (i int PRIMARY KEY, j int, t text)".formatted(table),
                    "INSERT INTO %s SELECT g, g, NULL FROM generate_series(1, 100) g".formatted(table),
                    "CREATE INDEX %1$s_j ON %1$s (j)".formatted(table));
        }
        site.standby().awaitReplayOf(server);
        try (var holder = Client.of(server, DATABASE);
                var reader = Client.of(server, DATABASE);
                var waiter = Client.of(server, DATABASE);
                var truncating = Client.of(server, DATABASE);
                var reindexing = Client.of(server, DATABASE);
                var toasting = Client.of(server, DATABASE)) {
            holder.execute("BEGIN", "ALTER TABLE held ADD k int");
            reader.execute("BEGIN", "SELECT * FROM awaited");
            waiter.begin("ALTER TABLE awaited ADD k int", "Lock");
            truncating.execute("BEGIN", "TRUNCATE emptied");
            reindexing.execute("BEGIN", "REINDEX INDEX reindexed_j");
            toasting.execute("BEGIN", "REINDEX INDEX pg_toast." + toastIndex());
            Site.await(
                    site.standby(),
                    "EXISTS (SELECT FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = %d)"
                            .formatted(oid("emptied")));

            var scrape = Site.run(server.url());

            EntriesContract.assertAllOk(scrape, site.major(), false);
            assertSizes(scrape, "awaited", "emptied", "held", "reindexed", "toasted");
            assertIndexSizes(scrape);
            assertThat(scrape.value("postgresql_connections_blocking", "db_namespace", DATABASE))
                    .isOne();
            var onStandby = Site.run(site.standby().url());
            EntriesContract.assertAllOk(onStandby, site.major(), true);
            assertThat(sized(onStandby)).contains("free", "awaited").doesNotContain("held", "emptied");
        }
        assertNeverWaited(server);
        assertNeverWaited(site.standby());
        assertThat(sized(Site.scrape(server, DATABASE))).containsExactlyInAnyOrder(TABLES);
    }

    private String toastIndex() throws Exception {
        try (var connection = Site.connect(site.primary(), DATABASE);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                        WHERE i.indrelid = (SELECT reltoastrelid FROM pg_class WHERE relname = 'toasted')""")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private long oid(String relation) throws Exception {
        return Math.round(Around.number(site.primary(), DATABASE, "'%s'::regclass::oid".formatted(relation)));
    }

    private static List<String> sized(Exposition scrape) {
        return scrape.having("postgresql_table_size_bytes", "db_namespace", DATABASE + "|public").stream()
                .map(labels -> String.valueOf(labels.get("db_collection_name")))
                .toList();
    }

    /// The sizes of locked tables are absent, everything else about them is there.
    private static void assertSizes(Exposition scrape, String... locked) {
        assertThat(sized(scrape)).containsExactly("free");
        for (var table : locked) {
            String[] labels = {"db_namespace", DATABASE + "|public", "db_collection_name", table};
            assertThat(scrape.find("postgresql_rows", with(labels, "state", "live")))
                    .as("rows of %s", table)
                    .isNotNull();
        }
    }

    /// An index can be measured while only its table is locked; a locked one cannot.
    private static void assertIndexSizes(Exposition scrape) {
        var measured = scrape.having("postgresql_index_size_bytes", "db_namespace", DATABASE + "|public").stream()
                .map(labels -> String.valueOf(labels.get("postgresql_index_name")))
                .toList();
        assertThat(measured).contains("free_j", "reindexed_pkey").doesNotContain("reindexed_j", "emptied_j");
        assertThat(scrape.having("postgresql_index_scans_total", "postgresql_index_name", "reindexed_j"))
                .hasSize(1);
    }

    private static String[] with(String[] labels, String attribute, String value) {
        return new String[] {labels[0], labels[1], labels[2], labels[3], attribute, value};
    }

    private static void assertNeverWaited(PostgresServer server) throws Exception {
        try (var lines = Files.lines(server.log())) {
            assertThat(lines.filter(line -> line.contains("still waiting for")))
                    .noneMatch(line -> line.contains("application=howdah "));
        }
    }

    @Test
    void theLogNamesWhoWaitsForALock() throws Exception {
        var server = site.primary();
        Site.execute(server, "postgres", "CREATE TABLE contended (i int)");
        try (var holder = Client.of(server, "postgres");
                var waiter = Client.of(server, "postgres")) {
            holder.execute("BEGIN", "LOCK TABLE contended");
            waiter.execute("SET application_name = 'latecomer'").begin("SELECT * FROM contended", "Lock");
            Await.until(
                    "the log names the latecomer",
                    () -> Files.readString(server.log())
                            .lines()
                            .anyMatch(line ->
                                    line.contains("application=latecomer ") && line.contains("still waiting for")));
        }
    }
}
