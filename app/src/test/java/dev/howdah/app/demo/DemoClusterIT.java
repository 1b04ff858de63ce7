package dev.howdah.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class DemoClusterIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void showsABusyShopToTheMonitoringRole() throws Exception {
        var progress = new ArrayList<String>();
        var stop = System.nanoTime();
        try (var cluster = DemoCluster.start(18, progress::add)) {
            assertThat(URI.create(cluster.primaryUrl()))
                    .hasScheme("postgresql")
                    .hasUserInfo("howdah")
                    .hasPort(cluster.primary().port());
            assertThat(URI.create(cluster.replicaUrl()))
                    .hasPort(cluster.replica().port());
            for (var server : new PostgresServer[] {cluster.primary(), cluster.replica()}) {
                try (var connection = server.connect("postgres", DemoCluster.ROLE, cluster.password());
                        var statement = connection.createStatement();
                        var rows = statement.executeQuery(
                                "select count(query) from pg_stat_statements where query not like '<insuff%'")) {
                    rows.next();
                    assertThat(rows.getInt(1)).isPositive();
                }
            }
            assertThat(Await.until(LIMIT, () -> orders(cluster.primary()) > 8010))
                    .isTrue();
            assertThat(Await.until(LIMIT, () -> orders(cluster.replica()) > 8010))
                    .isTrue();
            stop = System.nanoTime();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - stop)).isLessThan(Duration.ofSeconds(5));
        assertThat(progress).isNotEmpty();
    }

    @Test
    void theShopGoesOnAfterTheServerWasAway() {
        try (var cluster = DemoCluster.start(18, _ -> {})) {
            cluster.primary().restart();
            var before = orders(cluster.primary());
            assertThat(Await.until(LIMIT, () -> orders(cluster.primary()) > before))
                    .isTrue();
        }
    }

    private static long orders(PostgresServer server) {
        try (var connection = server.connect("shop");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select max(id) from orders")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
