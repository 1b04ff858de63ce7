package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How far the standby is, as both sides see it, and what slots retain.
abstract class ReplicationContract {
    private static final String[] SENDER = {"replication_client", "127.0.0.1", "postgresql_application_name", "standby1"
    };
    private static final String POSITION = "pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')";
    private static final String SENDERS = """
            SELECT application_name, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) AS replay,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), sent_lsn) AS send,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), write_lsn) AS write,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn) AS flush,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS position
            FROM pg_stat_replication""";

    private final Site site;

    ReplicationContract(Site site) {
        this.site = site;
    }

    private static String[] sender(String... more) {
        var labels = Arrays.copyOf(SENDER, SENDER.length + more.length);
        System.arraycopy(more, 0, labels, SENDER.length, more.length);
        return labels;
    }

    private void awaitStandby() throws Exception {
        site.standby().awaitReplayOf(site.primary());
        Site.await(
                site.primary(),
                "(SELECT replay_lsn >= pg_current_wal_lsn() AND write_lag IS NULL FROM pg_stat_replication)");
    }

    @Test
    void aStandbyThatReplayedEverythingIsNotLate() throws Exception {
        awaitStandby();
        var around = Around.scrape(site.primary(), SENDERS);
        var scrape = around.scrape();

        for (var state : List.of("startup", "catchup", "streaming", "backup", "stopping")) {
            assertThat(scrape.value("postgresql_replication_senders", sender("postgresql_state", state)))
                    .as(state)
                    .isEqualTo(state.equals("streaming") ? 1 : 0);
        }
        assertThat(scrape.value("postgresql_replication_senders_synchronous", sender("postgresql_sync_state", "async")))
                .isOne();
        around.agrees("standby1", "replay", "postgresql_replication_data_delay_bytes", SENDER);
        for (var operation : List.of("send", "write", "flush")) {
            around.agrees(
                    "standby1", operation, "postgresql_replication_backlog_bytes", sender("operation", operation));
        }
        for (var operation : List.of("write", "flush", "replay")) {
            assertThat(scrape.value("postgresql_wal_delay_seconds", sender("operation", operation)))
                    .isZero();
        }
        assertThat(scrape.find("postgresql_replication_reply_age_seconds", SENDER) != null)
                .isEqualTo(site.major() >= 12);
        assertIdleStandby();
    }

    private void assertIdleStandby() throws Exception {
        var around = Around.scrape(site.standby(), """
                SELECT 'standby', pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0') AS received,
                       pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') AS replayed,
                       extract(epoch FROM now() - pg_last_xact_replay_timestamp()) AS age""");
        var scrape = around.scrape();
        around.agrees("standby", "received", "postgresql_wal_position_bytes", "operation", "receive");
        around.agrees("standby", "replayed", "postgresql_wal_position_bytes", "operation", "replay");
        around.agrees("standby", "age", "postgresql_recovery_last_transaction_age_seconds");
        assertThat(scrape.value("postgresql_recovery_backlog_bytes")).isZero();
        assertThat(scrape.value("postgresql_recovery_delay_seconds")).isZero();
        assertThat(scrape.value("postgresql_recovery_paused")).isZero();
        assertThat(scrape.value("postgresql_wal_receiver_status", "postgresql_state", "streaming"))
                .isOne();
        assertThat(scrape.value("postgresql_wal_receiver_status", "postgresql_state", "stopped"))
                .isZero();
        assertThat(scrape.value(
                        "postgresql_wal_receiver_info",
                        "postgresql_sender_address",
                        "127.0.0.1",
                        "postgresql_sender_port",
                        Integer.toString(site.primary().port()),
                        "postgresql_slot_name",
                        "standby1"))
                .isOne();
        assertThat(scrape.value("postgresql_wal_receiver_backlog_bytes")).isZero();
        assertThat(scrape.value("postgresql_wal_receiver_timeline")).isOne();
        assertThat(scrape.value("postgresql_wal_receiver_message_age_seconds")).isBetween(0.0, 30.0);
    }

    @Test
    void aPausedStandbyFallsBackByWhatIsWritten() throws Exception {
        awaitStandby();
        site.standby().execute("SELECT pg_wal_replay_pause()");
        try {
            Site.await(
                    site.standby(),
                    site.major() >= 14 ? "pg_get_wal_replay_pause_state() = 'paused'" : "pg_is_wal_replay_paused()");
            double start = Around.number(site.primary(), "postgres", POSITION);
            site.primary()
                    .execute(
                            "CREATE TABLE written AS SELECT g, repeat('x', 500) FROM generate_series(1, 3000) g",
                            "DROP TABLE written");
            double written = Around.number(site.primary(), "postgres", POSITION) - start;
            assertThat(written).isGreaterThan(1_500_000);
            Site.await(site.primary(), "(SELECT flush_lsn >= pg_current_wal_lsn() FROM pg_stat_replication)");

            assertBehindOnPrimary(written);
            assertBehindOnStandby(written);
        } finally {
            site.standby().execute("SELECT pg_wal_replay_resume()");
        }
        awaitStandby();
        assertThat(Site.scrape(site.primary()).value("postgresql_replication_data_delay_bytes", SENDER))
                .isLessThan(100_000);
        var standby = Site.scrape(site.standby());
        assertThat(standby.value("postgresql_recovery_backlog_bytes")).isZero();
        assertThat(standby.value("postgresql_recovery_delay_seconds")).isZero();
        assertThat(standby.value("postgresql_recovery_paused")).isZero();
    }

    private void assertBehindOnPrimary(double written) throws Exception {
        var around = Around.scrape(site.primary(), """
                SELECT r.application_name, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) AS replay,
                       pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn) AS flush,
                       extract(epoch FROM replay_lag) AS lag,
                       pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn) AS retained
                FROM pg_stat_replication r JOIN pg_replication_slots s ON s.active_pid = r.pid""");
        around.agrees("standby1", "replay", "postgresql_replication_data_delay_bytes", SENDER);
        around.agrees("standby1", "flush", "postgresql_replication_backlog_bytes", sender("operation", "flush"));
        around.agrees("standby1", "lag", "postgresql_wal_delay_seconds", sender("operation", "replay"));
        assertThat(around.before("standby1", "lag")).isPositive();
        assertThat(around.scrape().value("postgresql_replication_data_delay_bytes", SENDER))
                .isGreaterThanOrEqualTo(written);
        assertThat(around.scrape().value("postgresql_wal_delay_seconds", sender("operation", "write")))
                .isZero();
    }

    private void assertBehindOnStandby(double written) throws Exception {
        var around = Around.scrape(site.standby(), """
                SELECT 'standby', pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) AS backlog,
                       pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') AS replayed,
                       extract(epoch FROM now() - pg_last_xact_replay_timestamp()) AS delay""");
        around.agrees("standby", "backlog", "postgresql_recovery_backlog_bytes");
        around.agrees("standby", "replayed", "postgresql_wal_position_bytes", "operation", "replay");
        around.agrees("standby", "delay", "postgresql_recovery_delay_seconds");
        assertThat(around.scrape().value("postgresql_recovery_backlog_bytes")).isGreaterThanOrEqualTo(written);
        assertThat(around.scrape().value("postgresql_recovery_paused")).isOne();
        double before = around.scrape().value("postgresql_recovery_delay_seconds");
        assertThat(Site.scrape(site.standby()).value("postgresql_recovery_delay_seconds"))
                .isGreaterThan(before);
    }

    @Test
    void aSynchronousStandbyIsShownAsOne() throws Exception {
        try (var _ = Site.set(site.primary(), "synchronous_standby_names", "standby1")) {
            Site.await(site.primary(), "(SELECT sync_state = 'sync' FROM pg_stat_replication)");
            var scrape = Site.scrape(site.primary());
            for (var state : List.of("async", "potential", "sync", "quorum")) {
                assertThat(scrape.value(
                                "postgresql_replication_senders_synchronous", sender("postgresql_sync_state", state)))
                        .as(state)
                        .isEqualTo(state.equals("sync") ? 1 : 0);
            }
        }
    }

    @Test
    void slotsShowWhatTheyRetain() throws Exception {
        var primary = site.primary();
        primary.execute("CREATE DATABASE slots");
        Site.execute(
                primary,
                "slots",
                "CREATE TABLE t (i int)",
                "CREATE PUBLICATION p FOR TABLE t",
                "SELECT pg_create_physical_replication_slot('unused', true)",
                "SELECT pg_create_physical_replication_slot('never')",
                "INSERT INTO t SELECT generate_series(1, 2000)",
                "SELECT pg_create_logical_replication_slot('logical', 'pgoutput')",
                "INSERT INTO t SELECT generate_series(1, 500)",
                "INSERT INTO t SELECT generate_series(1, 600)",
                "SELECT count(*) FROM pg_logical_slot_get_binary_changes('logical', NULL, NULL, 'proto_version', '1', 'publication_names', 'p')",
                "INSERT INTO t SELECT generate_series(1, 700)");
        try {
            if (site.major() >= 14) {
                Site.await(
                        primary, "(SELECT total_txns >= 2 FROM pg_stat_replication_slots WHERE slot_name = 'logical')");
            }
            assertSlots();
        } finally {
            primary.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active");
        }
    }

    private static String[] slot(String name) {
        return new String[] {
            "postgresql_slot_name",
            name,
            "postgresql_slot_type",
            name.equals("logical") ? "logical" : "physical",
            "db_namespace",
            name.equals("logical") ? "slots" : ""
        };
    }

    private void assertSlots() throws Exception {
        var columns = new StringBuilder();
        if (site.major() >= 13) {
            columns.append(", CASE WHEN restart_lsn IS NOT NULL THEN safe_wal_size END AS safe");
        }
        if (site.major() >= 16) {
            columns.append(", conflicting::int AS conflicting");
        }
        if (site.major() >= 17) {
            columns.append(", extract(epoch FROM now() - inactive_since) AS inactive");
        }
        var around = Around.scrape(site.primary(), """
                SELECT slot_name, active::int AS active, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) AS retained,
                       pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn) AS backlog%s
                FROM pg_replication_slots""".formatted(columns));
        assertThat(around.rows()).containsExactlyInAnyOrder("standby1", "unused", "never", "logical");
        around.assertDistinct("logical", "retained", "backlog");
        assertThat(around.before("unused", "retained")).isGreaterThan(100_000);
        assertThat(around.before("never", "retained")).isNull();
        for (var name : around.rows()) {
            around.agrees(name, "active", "postgresql_replication_slot_active", slot(name));
            around.agrees(name, "retained", "postgresql_replication_slot_retained_bytes", slot(name));
            around.agrees(name, "backlog", "postgresql_replication_slot_backlog_bytes", slot(name));
            if (site.major() >= 13) {
                around.agrees(name, "safe", "postgresql_replication_slot_safe_wal_size_bytes", slot(name));
            }
            if (site.major() >= 16) {
                around.agrees(name, "conflicting", "postgresql_replication_slot_conflicting", slot(name));
            }
            if (site.major() >= 17) {
                around.agrees(name, "inactive", "postgresql_replication_slot_inactive_age_seconds", slot(name));
            }
        }
        assertThat(around.scrape().value("postgresql_replication_slot_active", slot("standby1")))
                .isOne();
        assertThat(around.scrape().value("postgresql_replication_slot_active", slot("unused")))
                .isZero();
        if (site.major() >= 14) {
            assertDecoding(around.scrape());
        }
    }

    private void assertDecoding(Exposition scrape) throws Exception {
        var facts = Around.row(
                site.primary(),
                "postgres",
                "SELECT slot_name, total_txns, total_bytes, spill_txns, spill_bytes, stream_txns, stream_bytes"
                        + " FROM pg_stat_replication_slots WHERE slot_name = 'logical'");
        assertThat(facts.get("total_txns")).isNotNull().isGreaterThanOrEqualTo(2);
        var names = Map.of(
                "total_txns", "transactions",
                "total_bytes", "size_bytes",
                "spill_txns", "spilled_transactions",
                "spill_bytes", "spilled_size_bytes",
                "stream_txns", "streamed_transactions",
                "stream_bytes", "streamed_size_bytes");
        names.forEach((column, name) -> assertThat(scrape.find(
                        "postgresql_logical_decoding_%s_total".formatted(name), "postgresql_slot_name", "logical"))
                .as(column)
                .isEqualTo(facts.get(column)));
    }

    @Test
    void aSlotThatLostItsWalRetainsNothing() throws Exception {
        var primary = site.primary();
        primary.execute("SELECT pg_create_physical_replication_slot('lost', true)");
        if (site.major() < 13) {
            var scrape = Site.scrape(primary);
            assertThat(scrape.value("postgresql_replication_slot_retained_bytes", slot("lost")))
                    .isNotNegative();
            assertThat(scrape.names()).doesNotContain("postgresql_replication_slot_wal_status");
            primary.execute("SELECT pg_drop_replication_slot('lost')");
            return;
        }
        try (var _ = Site.set(primary, "max_slot_wal_keep_size", "1MB")) {
            for (int i = 0; i < 3; i++) {
                primary.execute("CREATE TABLE switched (i int)", "DROP TABLE switched", "SELECT pg_switch_wal()");
                site.standby().awaitReplayOf(primary);
            }
            Site.await(primary, "(SELECT flush_lsn >= pg_current_wal_lsn() FROM pg_stat_replication)");
            primary.execute("CHECKPOINT");
            Site.await(primary, "(SELECT wal_status = 'lost' FROM pg_replication_slots WHERE slot_name = 'lost')");
            var scrape = Site.scrape(primary);
            for (var state : List.of("reserved", "extended", "unreserved", "lost", "unknown")) {
                assertThat(scrape.value("postgresql_replication_slot_wal_status", lost("postgresql_wal_status", state)))
                        .as(state)
                        .isEqualTo(state.equals("lost") ? 1 : 0);
            }
            assertThat(scrape.find("postgresql_replication_slot_retained_bytes", slot("lost")))
                    .isNull();
            assertThat(scrape.find(
                            "postgresql_replication_slot_invalidated",
                            lost("postgresql_invalidation_reason", "wal_removed")))
                    .isEqualTo(site.major() >= 17 ? 1.0 : null);
        } finally {
            primary.execute("SELECT pg_drop_replication_slot('lost')");
        }
    }

    private static String[] lost(String attribute, String value) {
        var slot = slot("lost");
        var labels = Arrays.copyOf(slot, slot.length + 2);
        labels[slot.length] = attribute;
        labels[slot.length + 1] = value;
        return labels;
    }
}
