package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.collector.target.DatabaseFilter;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A subscription from one database to another of the same server.
abstract class SubscriptionsContract {
    private static final String[] SUBSCRIPTION = {"db_namespace", "reading", "postgresql_subscription_name", "incoming"
    };
    private final Site site;

    SubscriptionsContract(Site site) {
        this.site = site;
    }

    private static String[] subscription(String key, String value) {
        return new String[] {SUBSCRIPTION[0], SUBSCRIPTION[1], SUBSCRIPTION[2], SUBSCRIPTION[3], key, value};
    }

    @Test
    void subscriptionsTellHowTheyAre() throws Exception {
        var server = site.primary();
        subscribe(server);
        try {
            Site.await(server, "reading", "(SELECT count(*) = 2 FROM pg_subscription_rel WHERE srsubstate = 'r')");
            Site.execute(server, "writing", "INSERT INTO one VALUES (1)");
            Site.await(server, "reading", "(SELECT count(*) = 1 FROM one)");

            var around = Around.scrape(server, new DatabaseFilter(List.of("writing", "reading"), List.of()), """
                    SELECT 'incoming', pg_wal_lsn_diff(received_lsn, '0/0') AS received
                    FROM pg_stat_subscription WHERE subname = 'incoming'""");

            around.agrees("incoming", "received", "postgresql_subscription_position_bytes", SUBSCRIPTION);
            var scrape = around.scrape();
            assertThat(scrape.value("postgresql_subscription_enabled", SUBSCRIPTION))
                    .isOne();
            assertThat(scrape.value("postgresql_subscription_workers", worker("apply")))
                    .isOne();
            assertThat(scrape.value("postgresql_subscription_workers", worker("table synchronization")))
                    .isZero();
            assertThat(scrape.value("postgresql_subscription_relations", "db_namespace", "reading", "state", "ready"))
                    .isEqualTo(2);
            assertThat(scrape.value(
                            "postgresql_publication_tables",
                            "db_namespace",
                            "writing",
                            "postgresql_publication_name",
                            "outgoing"))
                    .isEqualTo(2);
            if (site.major() >= 14) {
                assertThat(scrape.having(
                                "postgresql_replication_origin_position_bytes", "postgresql_origin_side", "remote"))
                        .hasSize(1);
                assertThat(scrape.value(
                                "postgresql_replication_slot_two_phase",
                                "postgresql_slot_name",
                                "outgoing",
                                "postgresql_slot_type",
                                "logical",
                                "db_namespace",
                                "writing"))
                        .isZero();
            }
            assertErrors(server);
        } finally {
            unsubscribe(server);
        }
    }

    private static String[] worker(String type) {
        return subscription("postgresql_worker_type", type);
    }

    private void assertErrors(PostgresServer server) throws Exception {
        if (site.major() < 15) {
            return;
        }
        Site.execute(server, "reading", "INSERT INTO two VALUES (7)");
        Site.execute(server, "writing", "INSERT INTO two VALUES (7)");
        Site.await(server, "(SELECT apply_error_count > 0 FROM pg_stat_subscription_stats)");
        Site.execute(server, "reading", "ALTER SUBSCRIPTION incoming DISABLE");
        Site.await(server, "NOT EXISTS (SELECT FROM pg_stat_subscription WHERE pid IS NOT NULL)");
        var around = Around.scrape(
                server, "reading", """
                SELECT 'incoming', apply_error_count AS apply%s FROM pg_stat_subscription_stats""".formatted(site.major() >= 18 ? ", confl_insert_exists AS conflicts" : ""));
        around.agrees("incoming", "apply", "postgresql_subscription_errors_total", worker("apply"));
        assertThat(around.scrape().value("postgresql_subscription_enabled", SUBSCRIPTION))
                .isZero();
        if (site.major() >= 18) {
            assertThat(around.before("incoming", "conflicts")).isPositive();
            around.agrees(
                    "incoming",
                    "conflicts",
                    "postgresql_subscription_conflicts_total",
                    subscription("postgresql_conflict_type", "insert_exists"));
        }
    }

    private static void subscribe(PostgresServer server) throws Exception {
        server.execute("CREATE DATABASE writing", "CREATE DATABASE reading");
        for (var database : List.of("writing", "reading")) {
            Site.execute(
                    server, database, "CREATE TABLE one (i int PRIMARY KEY)", "CREATE TABLE two (i int PRIMARY KEY)");
        }
        Site.execute(
                server,
                "writing",
                "CREATE PUBLICATION outgoing FOR TABLE one, two",
                "SELECT pg_create_logical_replication_slot('outgoing', 'pgoutput')");
        Site.execute(server, "reading", """
                CREATE SUBSCRIPTION incoming CONNECTION 'host=127.0.0.1 port=%d user=postgres dbname=writing'
                PUBLICATION outgoing WITH (create_slot = false, slot_name = 'outgoing')""".formatted(server.port()));
    }

    private static void unsubscribe(PostgresServer server) throws Exception {
        Site.execute(
                server,
                "reading",
                "ALTER SUBSCRIPTION incoming DISABLE",
                "ALTER SUBSCRIPTION incoming SET (slot_name = NONE)",
                "DROP SUBSCRIPTION incoming");
        Site.await(server, "(SELECT NOT active FROM pg_replication_slots WHERE slot_name = 'outgoing')");
        assertThat(Objects.requireNonNull(server.query("SELECT count(*) FROM pg_drop_replication_slot('outgoing')")))
                .isEqualTo("1");
    }
}
