package dev.howdah.collector.pgbouncer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.catalog.ConsoleCatalog;
import dev.howdah.collector.scrape.PointsOf;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Columns differ between pgBouncer 1.8 and 1.24; they are found by their names.
class ConsoleRowsTest {
    private static Map<String, Double> read(String command, List<Map<String, String>> rows) {
        var found = ConsoleCatalog.builtIn().commands().stream()
                .filter(each -> each.name().equals(command))
                .findFirst()
                .orElseThrow();
        return PointsOf.all(points -> new ConsoleRows(found).read(rows, points));
    }

    @Test
    void poolsOfAnOldVersionHaveFewerPoints() {
        assertThat(read(
                        "pgbouncer_pools",
                        List.of(Map.of(
                                "database",
                                "shop",
                                "user",
                                "anna",
                                "cl_active",
                                "3",
                                "cl_waiting",
                                "2",
                                "maxwait",
                                "4",
                                "maxwait_us",
                                "250000",
                                "pool_mode",
                                "session"))))
                .containsEntry("pgbouncer.pool.client.active{db.namespace=shop, user.name=anna}", 3.0)
                .containsEntry("pgbouncer.pool.client.waiting{db.namespace=shop, user.name=anna}", 2.0)
                .containsEntry("pgbouncer.pool.client.wait_time.max{db.namespace=shop, user.name=anna}", 4.25)
                .containsEntry(
                        "pgbouncer.pool.mode{db.namespace=shop, pgbouncer.pool.mode=session, user.name=anna}", 1.0)
                .hasSize(7);
    }

    @Test
    void aColumnThatWasRenamedIsOneMetric() {
        for (String column : new String[] {"cl_cancel_req", "cl_waiting_cancel_req"}) {
            assertThat(read("pgbouncer_pools", List.of(Map.of("database", "shop", "user", "anna", column, "5"))))
                    .containsExactly(Map.entry(
                            "pgbouncer.pool.client.cancel_requests{db.namespace=shop, pgbouncer.state=waiting, user.name=anna}",
                            5.0));
        }
        for (String column : new String[] {"reserve_pool", "reserve_pool_size"}) {
            assertThat(read("pgbouncer_databases", List.of(Map.of("name", "shop", column, "6"))))
                    .containsEntry("pgbouncer.database.reserve_pool_size{db.namespace=shop}", 6.0);
        }
    }

    @Test
    void microsecondsBecomeSecondsAndColumnsThatNobodyKnowsAreIgnored() {
        assertThat(read(
                        "pgbouncer_stats",
                        List.of(Map.of(
                                "database",
                                "shop",
                                "total_query_time",
                                "1500000",
                                "total_bind_count",
                                "9",
                                "total_received",
                                "9007199254740994",
                                "total_moons",
                                "1"))))
                .containsOnly(
                        Map.entry("pgbouncer.query.time{db.namespace=shop}", 1.5),
                        Map.entry("pgbouncer.prepared_statements{db.namespace=shop, pgbouncer.message=bind}", 9.0),
                        Map.entry(
                                "pgbouncer.network.io{db.namespace=shop, network.io.direction=receive}",
                                9007199254740994.0));
    }

    @Test
    void rowsOfNameAndValueAreReadAsOne() {
        assertThat(read(
                        "pgbouncer_state",
                        List.of(
                                Map.of("key", "active", "value", "yes"),
                                Map.of("key", "paused", "value", "yes"),
                                Map.of("key", "suspended", "value", "no"))))
                .containsOnly(Map.entry("pgbouncer.paused{}", 1.0), Map.entry("pgbouncer.suspended{}", 0.0));
    }

    @Test
    void aValueThatIsNoNumberIsNoPoint() {
        assertThat(read("pgbouncer_config", List.of(Map.of("key", "max_client_conn", "value", "many"))))
                .isEmpty();
    }
}
