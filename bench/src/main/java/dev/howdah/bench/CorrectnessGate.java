package dev.howdah.bench;

import java.io.IOException;
import java.util.Map;

/// Holds what a subject says against what the server says. A fast wrong answer is no result.
final class CorrectnessGate {
    private static final int TABLES = 20;

    private final MeasuredServer server;
    private final Http http;
    private int checks;

    CorrectnessGate(MeasuredServer server, Http http) {
        this.server = server;
        this.http = http;
    }

    /// How much was compared.
    int checks() {
        return checks;
    }

    /// @param commitsBefore those of the database some slots ago
    void passHowdah(Subject howdah, double commitsBefore) throws IOException, InterruptedException {
        String database = MeasuredServer.DATABASE;
        var page = http.read(howdah.metrics());
        double commitsAfter = server.commits();
        noDuplicates(page);
        equal("postgresql_up", page.value("postgresql_up"), 1);
        double commits = page.value("postgresql_commits_total", "db_namespace", database);
        check(
                commitsBefore <= commits && commits <= commitsAfter && commitsBefore < commitsAfter,
                "postgresql_commits_total is %s, expected between %s and %s"
                        .formatted(commits, commitsBefore, commitsAfter));
        equal(
                "postgresql_db_size_bytes",
                page.value("postgresql_db_size_bytes", "db_namespace", database),
                databaseSize());
        equal(
                "postgresql_connection_max",
                page.value("postgresql_connection_max"),
                server.number("select setting from pg_settings where name = 'max_connections'"));
        equal("postgresql_server_role", page.value("postgresql_server_role", "postgresql_role", "primary"), 1);
        equal("postgresql_server_role", page.value("postgresql_server_role", "postgresql_role", "standby"), 0);
        for (int i = 1; i <= TABLES; i++) {
            table(page, "ledger_%02d".formatted(i));
        }
        for (var outcome : page.find("howdah_scrape_entry_outcome", Map.of())) {
            check(
                    "ok".equals(outcome.labels().get("outcome")),
                    "entry %s ended %s, expected ok"
                            .formatted(
                                    outcome.labels().get("entry"),
                                    outcome.labels().get("outcome")));
        }
    }

    private void table(Exposition page, String table) {
        var labels = new String[] {"db_namespace", MeasuredServer.DATABASE + "|public", "db_collection_name", table};
        equal(
                table + " size",
                page.value("postgresql_table_size_bytes", labels),
                server.number("select pg_relation_size('%s')".formatted(table)));
        for (String state : new String[] {"live", "dead"}) {
            var rows = new String[] {labels[0], labels[1], labels[2], labels[3], "state", state};
            equal(
                    table + " " + state + " rows",
                    page.value("postgresql_rows", rows),
                    server.number(
                            "select n_%s_tup from pg_stat_user_tables where relname = '%s'".formatted(state, table)));
        }
    }

    void passPeer(Subject peer) throws IOException, InterruptedException {
        var page = http.read(peer.metrics());
        noDuplicates(page);
        equal("pg_up", page.value("pg_up"), 1);
        equal(
                "pg_database_size_bytes",
                page.value("pg_database_size_bytes", "datname", MeasuredServer.DATABASE),
                databaseSize());
    }

    private double databaseSize() {
        return server.number("select pg_database_size('%s')".formatted(MeasuredServer.DATABASE));
    }

    private void noDuplicates(Exposition page) {
        check(page.duplicates().isEmpty(), "lines that are there twice: " + page.duplicates());
    }

    private void equal(String what, double observed, double expected) {
        check(observed == expected, "%s is %s, expected %s".formatted(what, observed, expected));
    }

    private void check(boolean holds, String otherwise) {
        checks++;
        if (!holds) {
            throw new GateException(otherwise);
        }
    }
}
