package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.it.Await;
import dev.howdah.it.Dashboard;
import dev.howdah.it.Servers;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dashboards on a real Prometheus that scrapes the shipped program.
class DashboardsIT {
    private static final String BOTH = """
            exporters: { prometheus: { listen: "127.0.0.1:0", naming: both } }
            telemetry: { listen: "127.0.0.1:0" }
            """;

    @TempDir
    private Path folder;

    @Test
    void everyPanelShowsSomethingOfAPrimaryOrItsStandby() throws Exception {
        var servers = Servers.of(18);
        servers.primary()
                .execute(
                        "CREATE TABLE IF NOT EXISTS dashboards (id int)",
                        "INSERT INTO dashboards SELECT generate_series(1, 10)",
                        "DELETE FROM dashboards WHERE id > 5");
        try (var lock = servers.primary().connect("postgres");
                var howdah = Service.startWith(
                        folder,
                        Service.configuration(
                                BOTH,
                                Service.target("orders", servers.primary().url()),
                                Service.target("replica", servers.standby().url())))) {
            lock.setAutoCommit(false);
            try (var statement = lock.createStatement()) {
                statement.execute("LOCK TABLE dashboards IN ACCESS SHARE MODE");
            }
            howdah.awaitUp("orders");
            howdah.awaitUp("replica");
            var address = URI.create(howdah.prometheusUrl()).getAuthority();
            try (var prometheus = PrometheusServer.start(folder, address)) {
                for (String suffix : List.of("", ".postgres_exporter")) {
                    assertShown(prometheus, Dashboard.read(suffix));
                }
            }
        } finally {
            servers.primary().execute("DROP TABLE dashboards");
        }
    }

    private static void assertShown(PrometheusServer prometheus, Dashboard dashboard) throws Exception {
        assertThat(dashboard.all()).hasSizeGreaterThan(20);
        for (var query : dashboard.all()) {
            Await.until("%s shows something: %s".formatted(query.panel(), query.expression()), () -> {
                var found = new ArrayList<>(prometheus.query(query.about("orders")));
                found.addAll(prometheus.query(query.about("replica")));
                return !found.isEmpty();
            });
        }
    }
}
