package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages that were changed behind the server's back.
class ContractChecksumsIT {
    private static final String[] DATABASE = {"db_namespace", "postgres"};

    @ParameterizedTest
    @ValueSource(ints = {12, 18})
    void damagedPagesAreCounted(int major) throws Exception {
        try (var server = PostgresServer.setup(major).initdb("--data-checksums").start()) {
            server.execute("CREATE TABLE damaged AS SELECT generate_series(1, 10) i", "CHECKPOINT");
            var file = Objects.requireNonNull(server.query("SELECT pg_relation_filepath('damaged')"));
            assertThat(Site.scrape(server).find("postgresql_checksum_last_failure_age_seconds", DATABASE))
                    .isNull();
            server.stop();
            try (var page = FileChannel.open(server.dataFolder().resolve(file), StandardOpenOption.WRITE)) {
                page.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 8000);
            }
            server.start();
            try (var client = Client.of(server, "postgres")) {
                for (int i = 0; i < 3; i++) {
                    client.fail("SELECT * FROM damaged");
                }
            }
            Site.await(server, "(SELECT checksum_failures = 3 FROM pg_stat_database WHERE datname = 'postgres')");
            var around = Around.scrape(server, """
                    SELECT datname, checksum_failures,
                           extract(epoch FROM clock_timestamp() - checksum_last_failure) AS age
                    FROM pg_stat_database WHERE datname = 'postgres'""");
            around.agrees("postgres", "checksum_failures", "postgresql_checksum_failures_total", DATABASE);
            around.agrees("postgres", "age", "postgresql_checksum_last_failure_age_seconds", DATABASE);
        }
    }
}
