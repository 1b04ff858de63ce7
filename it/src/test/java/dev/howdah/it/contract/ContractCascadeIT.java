package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A standby that follows a standby: the one in the middle is a sender and a receiver at once.
class ContractCascadeIT {
    private static final String[] LEAF = {"replication_client", "127.0.0.1", "postgresql_application_name", "leaf"};

    @ParameterizedTest
    @ValueSource(ints = {11, 18})
    void aStandbyInTheMiddleIsSenderAndReceiver(int major) throws Exception {
        try (var site = Site.start(major)) {
            var middle = site.standby();
            var leaf = middle.startStandby("leaf");
            leaf.awaitReplayOf(site.primary());

            leaf.execute("SELECT pg_wal_replay_pause()");
            Site.await(leaf, major >= 14 ? "pg_get_wal_replay_pause_state() = 'paused'" : "pg_is_wal_replay_paused()");
            site.primary().execute("CREATE TABLE t AS SELECT generate_series(1, 10000) i");
            middle.awaitReplayOf(site.primary());
            Site.await(middle, "(SELECT flush_lsn >= pg_last_wal_receive_lsn() FROM pg_stat_replication)");
            assertMiddle(major, middle);
            assertLeaf(major, middle, leaf);

            leaf.execute("SELECT pg_wal_replay_resume()");
            leaf.awaitReplayOf(site.primary());
            assertThat(Site.scrape(leaf).value("postgresql_recovery_backlog_bytes"))
                    .isZero();
        }
    }

    private static void assertMiddle(int major, PostgresServer middle) throws Exception {
        var around = Around.scrape(middle, """
                SELECT application_name, pg_wal_lsn_diff(pg_last_wal_receive_lsn(), replay_lsn) AS replay,
                       pg_wal_lsn_diff(pg_last_wal_receive_lsn(), flush_lsn) AS flush,
                       (SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), restart_lsn) FROM pg_replication_slots)
                         AS retained
                FROM pg_stat_replication""");
        var scrape = around.scrape();
        EntriesContract.assertAllOk(scrape, major, true);
        assertThat(around.before("leaf", "replay")).isGreaterThan(300_000);
        around.agrees("leaf", "replay", "postgresql_replication_data_delay_bytes", LEAF);
        around.agrees(
                "leaf",
                "flush",
                "postgresql_replication_backlog_bytes",
                "replication_client",
                "127.0.0.1",
                "postgresql_application_name",
                "leaf",
                "operation",
                "flush");
        around.agrees(
                "leaf",
                "retained",
                "postgresql_replication_slot_retained_bytes",
                "postgresql_slot_name",
                "leaf",
                "postgresql_slot_type",
                "physical",
                "db_namespace",
                "");
        assertThat(scrape.value("postgresql_recovery_backlog_bytes")).isZero();
        assertThat(scrape.value("postgresql_wal_receiver_status", "postgresql_state", "streaming"))
                .isOne();
    }

    private static void assertLeaf(int major, PostgresServer middle, PostgresServer leaf) throws Exception {
        var scrape = Site.run(leaf.url());
        EntriesContract.assertAllOk(scrape, major, true);
        assertThat(scrape.value("postgresql_recovery_paused")).isOne();
        assertThat(scrape.value("postgresql_recovery_backlog_bytes")).isGreaterThan(300_000);
        assertThat(scrape.having("postgresql_replication_senders")).isEmpty();
        assertThat(scrape.value(
                        "postgresql_wal_receiver_info",
                        "postgresql_sender_address",
                        "127.0.0.1",
                        "postgresql_sender_port",
                        Integer.toString(middle.port()),
                        "postgresql_slot_name",
                        "leaf"))
                .isOne();
    }
}
