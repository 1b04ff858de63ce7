package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the sessions are doing, and which locks they hold and await.
abstract class ActivityContract {
    private static final List<String> MODES = List.of(
            "AccessShareLock",
            "RowShareLock",
            "RowExclusiveLock",
            "ShareUpdateExclusiveLock",
            "ShareLock",
            "ShareRowExclusiveLock",
            "ExclusiveLock",
            "AccessExclusiveLock",
            "SIReadLock");

    private final Site site;

    ActivityContract(Site site) {
        this.site = site;
    }

    /// The sessions of one test, which end with it, the last one first.
    private final class Clients implements AutoCloseable {
        private final String database;
        private final List<Client> clients = new ArrayList<>();

        private Clients(String database) {
            this.database = database;
        }

        private Client open() throws SQLException {
            var client = Client.of(site.primary(), database);
            clients.add(client);
            return client;
        }

        @Override
        public void close() throws SQLException {
            for (var client : clients.reversed()) {
                client.close();
            }
        }
    }

    @Test
    void sessionsAreCountedByStateAndByWhatTheyWaitFor() throws Exception {
        site.primary().execute("CREATE DATABASE busy", "CREATE ROLE \"odd \"\"user\" SUPERUSER LOGIN");
        Site.execute(site.primary(), "busy", "CREATE TABLE t (i int)");
        try (var clients = new Clients("busy")) {
            clients.open().execute("BEGIN", "SELECT 1");
            clients.open().execute("BEGIN", "LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE");
            clients.open().execute("BEGIN").fail("SELECT 1/0");
            for (int i = 0; i < 4; i++) {
                clients.open().execute("SET application_name = 'idle \"one\"'");
            }
            clients.open()
                    .execute("SET SESSION AUTHORIZATION \"odd \"\"user\"")
                    .begin("SELECT pg_sleep(600)", "Timeout");
            clients.open().execute("BEGIN").begin("LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE", "Lock");
            clients.open().execute("BEGIN").begin("LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE", "Lock");

            var around = Around.scrape(site.primary(), """
                    SELECT datname,
                           extract(epoch FROM max(now() - xact_start)) AS transaction,
                           extract(epoch FROM max(now() - query_start) FILTER (WHERE state = 'active')) AS query,
                           extract(epoch FROM max(now() - state_change) FILTER (WHERE state LIKE 'idle in%')) AS idle,
                           count(*) FILTER (WHERE application_name = 'idle "one"') AS idle_one
                    FROM pg_stat_activity WHERE datname = 'busy' GROUP BY datname""");

            var scrape = around.scrape();
            assertStates(scrape);
            assertThat(scrape.value("postgresql_connections_blocking", "db_namespace", "busy"))
                    .as("the holder, and the first who waits")
                    .isEqualTo(2);
            around.assertDistinct("busy", "transaction", "query", "idle");
            around.agrees("busy", "transaction", "postgresql_transaction_longest_seconds", "db_namespace", "busy");
            around.agrees("busy", "query", "postgresql_query_longest_seconds", "db_namespace", "busy");
            around.agrees("busy", "idle", "postgresql_idle_in_transaction_longest_seconds", "db_namespace", "busy");
            assertThat(scrape.value("postgresql_query_longest_seconds", "db_namespace", "postgres"))
                    .isZero();
            assertClients(scrape);
        }
    }

    private static void assertStates(Exposition scrape) {
        for (var state :
                List.of("active=3", "idle=4", "idle in transaction=2", "idle in transaction (aborted)=1", "other=0")) {
            var words = List.of(state.split("=", -1));
            assertThat(scrape.value(
                            "postgresql_connections", "db_namespace", "busy", "postgresql_state", words.getFirst()))
                    .as(state)
                    .isEqualTo(Double.parseDouble(words.getLast()));
        }
        for (var wait : List.of("=0", "Lock=2", "LWLock=0", "IO=0", "IPC=0", "Client=0", "Timeout=1", "other=0")) {
            var words = List.of(wait.split("=", -1));
            assertThat(scrape.value(
                            "postgresql_connections_active",
                            "db_namespace",
                            "busy",
                            "postgresql_wait_event_type",
                            words.getFirst()))
                    .as(wait)
                    .isEqualTo(Double.parseDouble(words.getLast()));
        }
        assertThat(waiting(scrape, "Timeout", "PgSleep")).isEqualTo(1);
        assertThat(waiting(scrape, "Lock", "relation")).isEqualTo(2);
    }

    private static double waiting(Exposition scrape, String type, String event) {
        return scrape.value(
                "postgresql_processes_waiting",
                "postgresql_backend_type",
                "client backend",
                "postgresql_wait_event_type",
                type,
                "postgresql_wait_event",
                event);
    }

    private static void assertClients(Exposition scrape) {
        assertThat(byClient(scrape, "postgres", "idle \"one\"", "idle")).isEqualTo(4);
        assertThat(byClient(scrape, "postgres", "howdah-postgres", "idle in transaction"))
                .isEqualTo(2);
        assertThat(scrape.having("postgresql_processes", "postgresql_backend_type", "checkpointer"))
                .hasSize(1);
        assertThat(scrape.value("postgresql_processes", "postgresql_backend_type", "checkpointer"))
                .isOne();
        assertThat(scrape.value("postgresql_processes", "postgresql_backend_type", "walsender"))
                .isOne();
        assertThat(scrape.value("postgresql_processes", "postgresql_backend_type", "client backend"))
                .isGreaterThanOrEqualTo(10);
    }

    private static double byClient(Exposition scrape, String user, String application, String state) {
        return scrape.value(
                "postgresql_connections_by_client",
                "db_namespace",
                "busy",
                "user_name",
                user,
                "postgresql_application_name",
                application,
                "postgresql_state",
                state);
    }

    @Test
    void aChainOfThoseWhoWaitIsMeasured() throws Exception {
        site.primary().execute("CREATE DATABASE chain");
        Site.execute(
                site.primary(), "chain", "CREATE TABLE a (i int)", "CREATE TABLE b (i int)", "CREATE TABLE c (i int)");
        try (var clients = new Clients("chain")) {
            clients.open().execute("BEGIN", "LOCK TABLE a");
            clients.open().execute("BEGIN", "LOCK TABLE b").begin("LOCK TABLE a", "Lock");
            clients.open().execute("BEGIN", "LOCK TABLE c").begin("LOCK TABLE b", "Lock");
            clients.open().begin("SELECT * FROM c", "Lock");

            var around = Around.scrape(site.primary(), """
                    SELECT 'chain', extract(epoch FROM max(now() - query_start)) AS longest
                    FROM pg_stat_activity WHERE datname = 'chain' AND wait_event_type = 'Lock'""");

            var scrape = around.scrape();
            assertThat(scrape.value("postgresql_connections_blocked", "db_namespace", "chain"))
                    .isEqualTo(3);
            assertThat(scrape.value("postgresql_connections_blocking", "db_namespace", "chain"))
                    .isEqualTo(3);
            assertThat(scrape.value("postgresql_blocking_roots")).isOne();
            assertThat(scrape.value("postgresql_blocking_depth")).isEqualTo(3);
            around.agrees(
                    "chain", "longest", "postgresql_connections_blocked_longest_seconds", "db_namespace", "chain");
            assertThat(databaseLocks(scrape, "AccessExclusiveLock", "true")).isEqualTo(3);
            assertThat(databaseLocks(scrape, "AccessExclusiveLock", "false")).isEqualTo(2);
            assertThat(databaseLocks(scrape, "AccessShareLock", "false")).isEqualTo(1);
            assertThat(scrape.value("postgresql_locks_longest_wait_seconds", "mode", "AccessExclusiveLock"))
                    .isPositive();
        }
        var scrape = Site.scrape(site.primary());
        assertThat(scrape.value("postgresql_blocking_depth")).isZero();
        assertThat(scrape.value("postgresql_locks_longest_wait_seconds", "mode", "AccessExclusiveLock"))
                .isZero();
    }

    private static double databaseLocks(Exposition scrape, String mode, String granted) {
        return scrape.value(
                "postgresql_locks_by_database",
                "db_namespace",
                "chain",
                "mode",
                mode,
                "postgresql_lock_granted",
                granted);
    }

    @Test
    void locksAreCountedByMode() throws Exception {
        site.primary().execute("CREATE DATABASE locks");
        Site.execute(
                site.primary(),
                "locks",
                IntStream.rangeClosed(1, 16)
                        .mapToObj("CREATE TABLE l%d (i int)"::formatted)
                        .toArray(String[]::new));
        Site.execute(site.primary(), "locks", "CREATE TABLE read (i int)", "CREATE TABLE wanted (i int)");
        try (var clients = new Clients("locks")) {
            holdDifferentNumbersOfEachMode(clients.open());
            clients.open().execute("BEGIN", "LOCK TABLE wanted IN SHARE MODE");
            clients.open().execute("BEGIN").begin("LOCK TABLE wanted IN ROW EXCLUSIVE MODE", "Lock");
            clients.open().execute("BEGIN").begin("LOCK TABLE wanted IN EXCLUSIVE MODE", "Lock");

            var around = Around.scrape(site.primary(), "locks", """
                    SELECT mode, count(*) FILTER (WHERE granted) AS held, count(*) FILTER (WHERE NOT granted) AS awaited%s
                    FROM pg_locks WHERE pid <> pg_backend_pid() GROUP BY mode""".formatted(
                    site.major() >= 14 ? ", coalesce(extract(epoch FROM max(now() - waitstart)), 0) AS longest" : ""));

            assertThat(around.rows()).containsExactlyInAnyOrderElementsOf(MODES);
            assertThat(MODES.subList(0, 8))
                    .extracting(mode -> around.before(mode, "held"))
                    .doesNotHaveDuplicates();
            for (var mode : MODES) {
                around.agrees(mode, "held", "postgresql_locks", "mode", mode, "postgresql_lock_granted", "true");
                around.agrees(mode, "awaited", "postgresql_locks", "mode", mode, "postgresql_lock_granted", "false");
                if (site.major() >= 14) {
                    around.agrees(mode, "longest", "postgresql_locks_longest_wait_seconds", "mode", mode);
                }
            }
            assertThat(around.before("RowExclusiveLock", "awaited")).isEqualTo(1);
            assertThat(around.before("AccessShareLock", "awaited")).isEqualTo(0);
            assertRelationLocks(around.scrape());
        }
    }

    /// The more tables, the stronger the mode.
    private static void holdDifferentNumbersOfEachMode(Client client) throws Exception {
        client.execute("BEGIN ISOLATION LEVEL SERIALIZABLE", "SELECT * FROM read");
        for (int i = 1; i <= 8; i++) {
            var words = MODES.get(i - 1).replaceAll("Lock$", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
            for (int table = 1; table <= 2 * i; table++) {
                client.execute("LOCK TABLE l%d IN %s MODE".formatted(table, words));
            }
        }
    }

    private static void assertRelationLocks(Exposition scrape) {
        assertThat(locks(scrape, "l16", "AccessExclusiveLock")).isEqualTo(1);
        assertThat(scrape.having("postgresql_database_locks", "relation", "l16"))
                .hasSize(1);
        assertThat(scrape.having("postgresql_database_locks", "relation", "l2")).hasSize(8);
        assertThat(locks(scrape, "wanted", "ShareLock")).isEqualTo(1);
        assertThat(locks(scrape, "wanted", "ExclusiveLock")).isEqualTo(1);
        assertThat(locks(scrape, "read", "SIReadLock")).isEqualTo(1);
    }

    private static double locks(Exposition scrape, String relation, String mode) {
        return scrape.value(
                "postgresql_database_locks",
                "db_namespace",
                "locks|public",
                "relation",
                relation,
                "mode",
                mode,
                "lock_type",
                "relation");
    }

    @Test
    void whatHoldsVacuumBackIsToldApart() throws Exception {
        var primary = site.primary();
        primary.execute(
                "CREATE TABLE burnt (i int)", "SELECT pg_create_logical_replication_slot('horizon', 'pgoutput')");
        burn(3);
        try (var _ = Site.set(site.standby(), "hot_standby_feedback", "on");
                var reader = Client.of(site.standby(), "postgres");
                var snapshot = Client.of(primary, "postgres")) {
            site.standby().awaitReplayOf(primary);
            reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT 1");
            burn(4);
            Site.await(primary, "(SELECT xmin IS NOT NULL FROM pg_replication_slots WHERE slot_name = 'standby1')");
            snapshot.execute("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT 1");
            burn(5);
            primary.execute("CREATE TABLE kept (i int)");
            try (var preparing = Client.of(primary, "postgres")) {
                preparing.execute("BEGIN", "INSERT INTO kept VALUES (1)", "PREPARE TRANSACTION 'kept'");
            }
            burn(7);
            assertHorizon();
        } finally {
            primary.execute("ROLLBACK PREPARED 'kept'", "DROP TABLE kept", "DROP TABLE burnt");
            primary.execute("SELECT pg_drop_replication_slot('horizon')");
        }
        assertThat(Site.scrape(primary).value("postgresql_prepared_transactions_longest_seconds"))
                .isZero();
    }

    private void assertHorizon() throws Exception {
        int reserve = site.major() >= 14 ? 3_000_000 : 1_000_000;
        var around = Around.scrape(
                site.primary(), """
                SELECT h.*, %1$d - session AS session_left, %1$d - slot AS slot_left,
                       %1$d - slot_catalog AS slot_catalog_left, %1$d - prepared_transaction AS prepared_transaction_left,
                       (SELECT %1$d - max(age(datfrozenxid)) FROM pg_database) AS database_left,
                       (SELECT 2147483647 - %2$d - max(mxid_age(datminmxid)) FROM pg_database) AS multixacts_left
                FROM (SELECT 'horizon', (SELECT max(age(backend_xmin)) FROM pg_stat_activity
                                   WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) AS session,
                       (SELECT age(xmin) FROM pg_replication_slots WHERE slot_name = 'standby1') AS slot,
                       (SELECT age(catalog_xmin) FROM pg_replication_slots WHERE slot_name = 'horizon') AS slot_catalog,
                       (SELECT age(transaction) FROM pg_prepared_xacts) AS prepared_transaction,
                       (SELECT extract(epoch FROM now() - prepared) FROM pg_prepared_xacts) AS longest) h
                """.formatted(Integer.MAX_VALUE - reserve, site.major() >= 14 ? reserve : 100));
        around.assertDistinct("horizon", "session", "slot", "slot_catalog", "prepared_transaction");
        for (var holder : List.of("session", "slot", "slot_catalog", "prepared_transaction")) {
            around.agrees("horizon", holder, "postgresql_xmin_age", "postgresql_xmin_holder", holder);
            around.agrees("horizon", holder + "_left", "postgresql_xid_remaining", "postgresql_xmin_holder", holder);
        }
        around.agrees("horizon", "database_left", "postgresql_xid_remaining", "postgresql_xmin_holder", "database");
        around.agrees("horizon", "multixacts_left", "postgresql_multixact_remaining");
        around.agrees("horizon", "session", "postgresql_connections_xmin_age", "db_namespace", "postgres");
        around.agrees(
                "horizon",
                "longest",
                "postgresql_database_prepared_transactions_longest_seconds",
                "db_namespace",
                "postgres");
        around.agrees("horizon", "longest", "postgresql_prepared_transactions_longest_seconds");
        var scrape = around.scrape();
        assertThat(scrape.value("postgresql_prepared_transactions")).isOne();
        assertThat(scrape.value("postgresql_database_prepared_transactions", "db_namespace", "postgres"))
                .isOne();
        assertThat(around.before("horizon", "prepared_transaction")).isEqualTo(8);
        String[] standbySlot = {
            "postgresql_slot_name", "standby1", "postgresql_slot_type", "physical", "db_namespace", ""
        };
        around.agrees("horizon", "slot", "postgresql_replication_slot_xmin_age", standbySlot);
        String[] logicalSlot = {
            "postgresql_slot_name", "horizon", "postgresql_slot_type", "logical", "db_namespace", "postgres"
        };
        around.agrees("horizon", "slot_catalog", "postgresql_replication_slot_catalog_xmin_age", logicalSlot);
    }

    private void burn(int transactions) {
        for (int i = 0; i < transactions; i++) {
            site.primary().execute("INSERT INTO burnt VALUES (1)");
        }
    }
}
