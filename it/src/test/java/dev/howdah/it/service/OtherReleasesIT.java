package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.HowdahProcess;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Releases other than the newest of each major: the first ones of a major, and one that is too old. What is newer than
/// everything known is in [DatabasesIT].
class OtherReleasesIT {
    @ParameterizedTest
    @CsvSource({"14, 14.1.0", "16, 16.0.0"})
    void everyEntryRunsOnAnEarlyRelease(int major, String version) throws Exception {
        try (var server = PostgresServer.setup(major, version)
                .setting("shared_preload_libraries", "pg_stat_statements")
                .start()) {
            server.execute("create extension pg_stat_statements", "create extension pg_buffercache");
            var ended = HowdahProcess.run("scrape", "--preset", "exhaustive", server.url());
            assertThat(ended.status()).as(ended.err()).isZero();
            assertThat(ended.err()).isEmpty();
            var samples = Samples.parse(ended.out());
            assertThat(samples.find("postgresql_server_info"))
                    .extracting(sample -> sample.labels().get("postgresql_version"))
                    .containsExactly(version.replaceAll("\\.0$", ""));
            assertThat(samples.find("howdah_scrape_entry_outcome"))
                    .hasSizeGreaterThan(20)
                    .allMatch(sample -> "ok".equals(sample.labels().get("outcome")));
        }
    }

    @Test
    void whatIsTooOldIsRefusedInOneLine() throws Exception {
        try (var server = PostgresServer.setup(10, "10.23.0").start()) {
            var ended = HowdahProcess.run(Map.of(), "scrape", server.url());
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .isEqualTo(
                            "howdah scrape: 127.0.0.1:%d: PostgreSQL 10.23, expected 11 or newer — upgrade the server\n"
                                    .formatted(server.port()));
        }
    }
}
