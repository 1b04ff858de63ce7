package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What is counted for each function.
abstract class FunctionsContract {
    private final Site site;

    FunctionsContract(Site site) {
        this.site = site;
    }

    @Test
    void callsAndTimesAreThoseOfTheServer() throws Exception {
        var server = site.primary();
        server.execute("CREATE DATABASE functions");
        Site.execute(
                server,
                "functions",
                "CREATE FUNCTION inner_one(n int) RETURNS int LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.001); RETURN n; END'",
                "CREATE FUNCTION outer_one(n int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN inner_one(n) + inner_one(n); END'",
                "CREATE FUNCTION outer_one(n text) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
                "SELECT outer_one(g) FROM generate_series(1, 3) g",
                "SELECT outer_one(g::text) FROM generate_series(1, 13) g",
                "SELECT inner_one(g) FROM generate_series(1, 5) g");
        Site.await(server, "functions", "(SELECT sum(calls) = 27 FROM pg_stat_user_functions)");
        var around = Around.scrape(server, "functions", """
                SELECT funcname || '(' || pg_get_function_arguments(funcid) || ')', calls, total_time / 1000 AS total_time,
                       self_time / 1000 AS self_time
                FROM pg_stat_user_functions""");
        around.assertDistinct("outer_one(n integer)", "calls", "total_time", "self_time");
        assertThat(around.rows()).hasSize(3);
        for (var function : around.rows()) {
            String[] labels = {"db_namespace", "functions|public", "function", function};
            around.agrees(function, "calls", "postgresql_function_calls_total", labels);
            around.agrees(function, "total_time", "postgresql_function_time_seconds_total", labels);
            around.agrees(function, "self_time", "postgresql_function_self_time_seconds_total", labels);
        }
        assertThat(around.scrape()
                        .value(
                                "postgresql_function_calls_total",
                                "db_namespace",
                                "functions|public",
                                "function",
                                "inner_one(n integer)"))
                .isEqualTo(11);
    }
}
