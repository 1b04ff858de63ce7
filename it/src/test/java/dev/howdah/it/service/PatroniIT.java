package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Targets of kind patroni, and PostgreSQL servers that are found in a Patroni cluster.
class PatroniIT {
    @TempDir
    private Path folder;

    @Test
    void aClusterIsToldAndItsMembersAreFound() throws Exception {
        try (var cluster = PatroniCluster.start()) {
            var first = cluster.add("wren");
            try (var howdah = Service.startWith(folder, """
                    targets:
                      - { name: node, kind: patroni, url: '%1$s' }
                    discovery:
                      - patroni: { urls: [ 'http://127.0.0.1:1', '%1$s' ], refresh: 1s }
                        template: { url: 'postgresql://postgres@{host}:{port}/postgres' }
                      - patroni: { urls: [ '%1$s' ], refresh: 1s }
                        template: { name: '{member} at {api_port}', kind: patroni, url: '{api_url}' }
                    collection: { interval: 1s }
                    """.formatted(first.api()) + Service.LISTEN)) {
                var alone = howdah.awaitUp("wren");
                assertThat(alone.value("patroni_up", "target", "node")).hasValue(1);
                assertThat(alone.value("patroni_role", "target", "node", "patroni_role", "primary"))
                        .hasValue(1);
                assertThat(alone.value("patroni_state", "target", "node", "patroni_state", "running"))
                        .hasValue(1);
                assertThat(alone.value("patroni_timeline", "target", "node")).hasValue(1);
                assertThat(alone.value("patroni_postgresql_version", "target", "node")
                                .orElse(0))
                        .isBetween(150000.0, 160000.0);
                assertThat(alone.value("patroni_wal_location_bytes", "target", "node", "patroni_position", "written")
                                .orElse(0))
                        .isGreaterThan(1e6);
                assertThat(alone.valuesOf("patroni_scope", "patroni_info")).containsExactly("birds");

                var second = cluster.add("finch");
                howdah.awaitUp("finch");
                String rest = "finch at " + second.apiPort();
                var both = howdah.await(
                        "the replica streams",
                        samples -> samples.has("patroni_role", 1, "target", rest, "patroni_role", "replica")
                                && samples.has(
                                        "patroni_cluster_members",
                                        1,
                                        "target",
                                        "node",
                                        "patroni_role",
                                        "replica",
                                        "patroni_state",
                                        "running")
                                && samples.has("patroni_replication_connections", 1, "target", "node"));
                assertThat(both.value(
                                "patroni_cluster_member_role",
                                "target",
                                "node",
                                "patroni_member",
                                "wren",
                                "patroni_role",
                                "leader"))
                        .hasValue(1);
                assertThat(both.value("patroni_cluster_member_lag_bytes", "target", "node", "patroni_member", "finch"))
                        .hasValue(0);
                assertThat(both.value("patroni_wal_location_bytes", "target", rest, "patroni_position", "replayed")
                                .orElse(0))
                        .isGreaterThan(1e6);
                assertThat(both.value("postgresql_server_role", "target", "finch", "postgresql_role", "standby"))
                        .hasValue(1);

                first.patroni().signal("STOP");
                howdah.await(
                        "it hangs",
                        samples -> samples.has("patroni_up", 0, "target", "node")
                                && samples.has("howdah_scrape_failure", 1, "target", "node", "reason", "timeout"));
                howdah.process().awaitOutput("targets found before stay");
                assertThat(howdah.metrics().value("postgresql_up", "target", "finch"))
                        .hasValue(1);
                first.patroni().signal("CONT");
                howdah.await("it is back", samples -> samples.has("patroni_up", 1, "target", "node"));
                howdah.isLogged("target wren: 127.0.0.1", 1);
            }
        }
    }
}
