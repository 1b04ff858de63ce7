package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.collector.target.DatabaseFilter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What pg_stat_statements counts, from look to look. The extension lives in a schema that must be quoted.
abstract class StatementsContract {
    private static final String[] MEASURED = {"db_namespace", "measured"};

    /// Howdah itself executes statements only where it is.
    private static final DatabaseFilter OWN = new DatabaseFilter(List.of("statements"), List.of());

    private final Site site;

    StatementsContract(Site site) {
        this.site = site;
    }

    @Test
    void countersGrowByWhatWasExecutedAndNeverFall() throws Exception {
        var server = site.primary();
        server.execute("CREATE DATABASE measured", "CREATE DATABASE statements");
        Site.execute(
                server,
                "statements",
                "CREATE SCHEMA \"odd \"\"schema\"",
                "CREATE EXTENSION pg_stat_statements SCHEMA \"odd \"\"schema\"");
        try (var client = Client.of(server, "measured");
                var looks = new Looks(server.url("postgres", "statements"), OWN)) {
            client.execute("CREATE TABLE m (i int)");
            execute(client, 5);
            var first = looks.next();
            assertThat(first.value("howdah_scrape_entry_outcome", "entry", "statements", "outcome", "ok"))
                    .isOne();
            assertGrown(first, 0, 0);

            execute(client, 7);
            assertGrown(looks.next(), 7, 7 * 3);

            execute(client, 2);
            client.execute("INSERT INTO m SELECT generate_series(1, 1000)");
            var third = looks.next();
            assertGrown(third, 10, 9 * 3 + 1000);
            assertThat(third.value("postgresql_query_execution_time_seconds_total", MEASURED))
                    .isPositive();
            assertBlocks(third);

            assertThat(callsOfStatements(third)).contains(1.0, 9.0);

            server.execute("SELECT pg_stat_statements_reset()");
            execute(client, 4);
            var fourth = looks.next();
            assertThat(callsOfStatements(fourth)).contains(1.0, 13.0);
            assertGrown(fourth, 14, 13 * 3 + 1000);
            assertThat(fourth.value("postgresql_query_execution_time_seconds_total", MEASURED))
                    .isGreaterThan(third.value("postgresql_query_execution_time_seconds_total", MEASURED));
            assertBlocks(fourth);

            server.execute("SELECT pg_stat_statements_reset()");
            assertGrown(looks.next(), 14, 13 * 3 + 1000);
            assertInfo(looks.next());
        }
    }

    /// The calls of each statement in the measured database, since the first look.
    private static List<Double> callsOfStatements(Exposition look) {
        return look.having("postgresql_statement_calls_total").stream()
                .filter(labels -> "measured".equals(labels.get("db_namespace")))
                .map(labels -> look.value(
                        "postgresql_statement_calls_total",
                        labels.entrySet().stream()
                                .flatMap(label -> Stream.of(label.getKey(), label.getValue()))
                                .toArray(String[]::new)))
                .toList();
    }

    /// Statements of three rows each.
    private static void execute(Client client, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            client.execute("SELECT generate_series(1, 3)");
        }
    }

    private static void assertGrown(Exposition look, int calls, int rows) {
        assertThat(look.value("postgresql_query_calls_total", MEASURED)).isEqualTo(calls);
        assertThat(look.value("postgresql_query_rows_total", MEASURED)).isEqualTo(rows);
    }

    private void assertBlocks(Exposition look) {
        assertThat(look.value(
                        "postgresql_query_blocks_total",
                        "db_namespace",
                        "measured",
                        "type",
                        "shared",
                        "operation",
                        "dirty"))
                .as("a thousand rows")
                .isBetween(4.0, 40.0);
        var records = look.find("postgresql_query_wal_records_total", MEASURED);
        if (site.major() >= 13) {
            assertThat(records).isNotNull().isBetween(1000.0, 1100.0);
        } else {
            assertThat(records).isNull();
        }
    }

    private void assertInfo(Exposition look) {
        assertThat(look.value("postgresql_statements_entries_max")).isEqualTo(5000);
        assertThat(look.value("postgresql_statements_entries")).isBetween(1.0, 200.0);
        assertThat(look.find("postgresql_statements_evictions_total")).isEqualTo(site.major() >= 14 ? 0.0 : null);
    }
}
