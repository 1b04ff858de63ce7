package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.it.Dashboard;
import dev.howdah.it.HowdahProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The names that scrapes give are those that the alerts and dashboards use.
@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(ints = {11, 16, 17, 18})
class NamingIT {
    /// Labels that Prometheus adds, and the one that every sample has.
    private static final Set<String> EVERYWHERE = Set.of("job", "instance", "target");

    private static @Nullable Site site;

    @Parameter
    int major;

    @TempDir
    Path folder;

    @BeforeParameterizedClassInvocation
    static void start(int major) throws Exception {
        var started = Site.start(major);
        site = started;
        started.primary()
                .execute(
                        "CREATE TABLE naming (id int PRIMARY KEY) WITH (autovacuum_vacuum_threshold = 0)",
                        "INSERT INTO naming SELECT generate_series(1, 100)",
                        "DELETE FROM naming WHERE id > 50",
                        "SELECT pg_create_logical_replication_slot('naming', 'test_decoding')",
                        "ALTER SYSTEM SET autovacuum_naptime = '1s'",
                        "SELECT pg_reload_conf()");
        started.standby().execute("ALTER SYSTEM SET hot_standby_feedback = on", "SELECT pg_reload_conf()");
        Site.await(
                started.primary(),
                "EXISTS (SELECT FROM pg_stat_user_tables WHERE relname = 'naming' AND last_autovacuum IS NOT NULL)"
                        + " AND EXISTS (SELECT FROM pg_replication_slots WHERE xmin IS NOT NULL)");
        started.primary().execute("VACUUM naming");
        Site.await(
                started.primary(),
                "EXISTS (SELECT FROM pg_stat_user_tables WHERE relname = 'naming' AND last_vacuum IS NOT NULL)");
    }

    @AfterParameterizedClassInvocation
    static void end() {
        Objects.requireNonNull(site).close();
        site = null;
    }

    /// What a primary and its standby say while a session holds a lock.
    private static List<Exposition> pages(String naming) throws Exception {
        var servers = Objects.requireNonNull(site);
        try (var connection = servers.primary().connect("postgres")) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("LOCK TABLE naming IN ACCESS SHARE MODE");
            }
            var pages = new ArrayList<Exposition>();
            for (var server : List.of(servers.primary(), servers.standby())) {
                var ended = HowdahProcess.run("scrape", server.url(), "--naming", naming);
                assertThat(ended.status()).as(ended.err()).isZero();
                pages.add(new Exposition(ended.out()));
            }
            return pages;
        }
    }

    @ParameterizedTest
    @CsvSource({"opentelemetry, ''", "postgres_exporter, .postgres_exporter", "both, .postgres_exporter"})
    void alertsUseNamesThatThereAreAndFireWhenTheyMust(String naming, String suffix) throws Exception {
        var pages = pages(naming);
        for (var page : pages) {
            assertThat(Promtool.check(page.text())).isEmpty();
        }
        var alerts = AlertRules.read(suffix);
        for (var rule : alerts.rules()) {
            assertKnown(rule.expression(), pages);
        }
        var names = alerts.rules().stream().map(AlertRules.Rule::alert).toList();
        for (boolean fires : new boolean[] {true, false}) {
            assertThat(alerts.scenarios().stream()
                            .filter(scenario -> scenario.fires() == fires)
                            .map(AlertRules.Scenario::alert))
                    .as("alerts with a scenario")
                    .containsAll(names);
        }
        assertThat(alerts.scenarios()).allMatch(scenario -> names.contains(scenario.alert()));
        assertThat(Promtool.run("check", "rules", alerts.file().toString())).contains("SUCCESS");
        var test = Files.writeString(folder.resolve("alerts.test.yaml"), alerts.promtoolTest(pages));
        assertThat(Promtool.run("test", "rules", test.toString())).contains("SUCCESS").doesNotContain("FAILED");
    }

    @ParameterizedTest
    @CsvSource({"opentelemetry, ''", "postgres_exporter, .postgres_exporter"})
    void dashboardsUseNamesThatThereAre(String naming, String suffix) throws Exception {
        var pages = pages(naming);
        for (var query : Dashboard.read(suffix).all()) {
            assertKnown(query.expression(), pages);
        }
    }

    private static void assertKnown(String expression, List<Exposition> pages) {
        var names = PromqlNames.of(expression);
        assertThat(names.selectors()).as(expression).isNotEmpty();
        var labels = new ArrayList<String>(EVERYWHERE);
        for (var selector : names.selectors()) {
            var samples = pages.stream()
                    .flatMap(page -> page.having(selector.metric()).stream())
                    .toList();
            assertThat(samples).as("samples of %s", selector.metric()).isNotEmpty();
            samples.forEach(sample -> labels.addAll(sample.keySet()));
            var known = new ArrayList<String>(EVERYWHERE);
            samples.forEach(sample -> known.addAll(sample.keySet()));
            assertThat(known).as("labels of %s", selector.metric()).containsAll(selector.labels());
        }
        assertThat(labels).as("labels in %s", expression).containsAll(names.labels());
    }
}
