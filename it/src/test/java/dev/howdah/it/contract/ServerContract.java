package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What the server is, and its settings.
abstract class ServerContract {
    private final Site site;

    ServerContract(Site site) {
        this.site = site;
    }

    @Test
    void identityRoleAndLimitsAreThoseOfTheServer() throws Exception {
        assertServer(site.primary(), "primary", "standby");
        assertServer(site.standby(), "standby", "primary");
    }

    private void assertServer(PostgresServer server, String role, String other) throws Exception {
        var around = Around.scrape(server, """
                SELECT 'server', extract(epoch FROM pg_postmaster_start_time()) AS start,
                       extract(epoch FROM pg_conf_load_time()) AS load""");
        var scrape = around.scrape();
        assertThat(scrape.value(
                        "postgresql_server_info",
                        "postgresql_version",
                        Objects.requireNonNull(server.query("SHOW server_version")),
                        "postgresql_system_identifier",
                        Objects.requireNonNull(server.query("SELECT system_identifier FROM pg_control_system()"))))
                .isOne();
        assertThat(scrape.value("postgresql_server_role", "postgresql_role", role))
                .isOne();
        assertThat(scrape.value("postgresql_server_role", "postgresql_role", other))
                .isZero();
        assertThat(scrape.value("postgresql_server_role", "postgresql_role", "unknown"))
                .isZero();
        around.agrees("server", "start", "postgresql_server_start_time_seconds");
        around.agrees("server", "load", "postgresql_server_configuration_load_time_seconds");
        assertThat(scrape.value("postgresql_connection_max")).isEqualTo(100);
        assertThat(scrape.value("postgresql_connection_reserved")).isEqualTo(3);
    }

    @Test
    void settingsAreInBytesAndSeconds() throws Exception {
        var server = site.primary();
        server.execute("ALTER SYSTEM SET max_connections = 101", "SELECT pg_reload_conf()");
        Site.await(server, "(SELECT pending_restart FROM pg_settings WHERE name = 'max_connections')");
        var scrape = Site.scrape(server);
        server.execute("ALTER SYSTEM RESET max_connections", "SELECT pg_reload_conf()");

        assertSize(scrape, "shared_buffers", 32 << 20);
        assertSize(scrape, "work_mem", 4 << 20);
        assertSize(scrape, "effective_cache_size", 4.0 * (1 << 30));
        assertSize(scrape, "max_wal_size", 1 << 30);
        assertSize(scrape, "wal_segment_size", 16 << 20);
        assertThat(scrape.find("postgresql_setting_size_bytes", "postgresql_setting_name", "temp_file_limit"))
                .as("no limit")
                .isNull();
        assertDuration(scrape, "checkpoint_timeout", 420);
        assertDuration(scrape, "deadlock_timeout", 0.02);
        assertDuration(scrape, "wal_receiver_status_interval", 1);
        assertDuration(scrape, "autovacuum_naptime", 86_400);
        assertThat(scrape.find(
                        "postgresql_setting_duration_seconds", "postgresql_setting_name", "log_min_duration_statement"))
                .as("off")
                .isNull();
        assertValue(scrape, "max_connections", 100);
        assertValue(scrape, "fsync", 0);
        assertValue(scrape, "track_io_timing", 1);
        assertValue(scrape, "random_page_cost", 4);
        assertValue(scrape, "autovacuum_freeze_max_age", 200_000_000);
        assertThat(scrape.having("postgresql_setting_pending_restart"))
                .extracting(labels -> labels.get("postgresql_setting_name"))
                .containsExactly("max_connections");
        assertThat(scrape.value("postgresql_settings_pending_restart")).isOne();
        for (var text : List.of("wal_level=logical", "archive_mode=on", "track_functions=all")) {
            var words = List.of(text.split("=", -1));
            assertThat(scrape.value(
                            "postgresql_setting_info",
                            "postgresql_setting_name",
                            words.getFirst(),
                            "postgresql_setting_text",
                            words.getLast()))
                    .isOne();
        }
        Site.await(server, "NOT (SELECT pending_restart FROM pg_settings WHERE name = 'max_connections')");
    }

    @Test
    void filesAreComparedWithWhatIsInForce() throws Exception {
        var server = site.primary();
        var hba = server.dataFolder().resolve("pg_hba.conf");
        var rules = Files.readString(hba);
        // written otherwise, and yet the same: deadlock_timeout, track_io_timing
        server.execute(
                "ALTER SYSTEM SET work_mem = '5MB'",
                "ALTER SYSTEM SET log_min_messages = 'error'",
                "ALTER SYSTEM SET autovacuum = 'no'",
                "ALTER SYSTEM SET cursor_tuple_fraction = 0.25",
                "ALTER SYSTEM SET deadlock_timeout = '0.02s'",
                "ALTER SYSTEM SET track_io_timing = 'yes'");
        try {
            Files.writeString(hba, rules + "\nlocal nonsense\n");
            var scrape = Site.scrape(server);
            assertThat(scrape.having("postgresql_setting_not_in_force"))
                    .extracting(labels -> labels.get("postgresql_setting_name"))
                    .containsExactlyInAnyOrder("work_mem", "log_min_messages", "autovacuum", "cursor_tuple_fraction");
            assertThat(scrape.value("postgresql_settings_not_in_force")).isEqualTo(4);
            assertThat(scrape.value("postgresql_configuration_errors", "postgresql_configuration_file", "hba"))
                    .isOne();
            assertThat(scrape.value("postgresql_configuration_errors", "postgresql_configuration_file", "settings"))
                    .isZero();
        } finally {
            Files.writeString(hba, rules);
            server.execute("ALTER SYSTEM RESET ALL");
        }
        assertThat(Site.scrape(server).value("postgresql_settings_not_in_force"))
                .isZero();
    }

    private static void assertSize(Exposition scrape, String setting, double bytes) {
        assertThat(scrape.value("postgresql_setting_size_bytes", "postgresql_setting_name", setting))
                .as(setting)
                .isEqualTo(bytes);
    }

    private static void assertDuration(Exposition scrape, String setting, double seconds) {
        assertThat(scrape.value("postgresql_setting_duration_seconds", "postgresql_setting_name", setting))
                .as(setting)
                .isEqualTo(seconds);
    }

    private static void assertValue(Exposition scrape, String setting, double value) {
        assertThat(scrape.value("postgresql_setting_value", "postgresql_setting_name", setting))
                .as(setting)
                .isEqualTo(value);
    }
}
