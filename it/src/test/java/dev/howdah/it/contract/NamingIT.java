package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.Dashboard;
import dev.howdah.it.HowdahProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
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

    /// Tests of alerts that promtool has passed: on most majors they are the same.
    private static final Set<String> PASSED = new HashSet<>();

    private static @Nullable Site site;

    /// What a primary and its standby say, by naming.
    private static Map<String, List<Exposition>> pages = Map.of();

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
        pages = scrape(started);
    }

    @AfterParameterizedClassInvocation
    static void end() {
        Objects.requireNonNull(site).close();
        site = null;
    }

    /// Scrapes while a session holds a lock.
    private static Map<String, List<Exposition>> scrape(Site servers) throws Exception {
        try (var connection = servers.primary().connect("postgres")) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("LOCK TABLE naming IN ACCESS SHARE MODE");
            }
            var scraped = new HashMap<String, List<Exposition>>();
            for (var naming : List.of("opentelemetry", "postgres_exporter")) {
                scraped.put(naming, List.of(scrape(servers.primary(), naming), scrape(servers.standby(), naming)));
            }
            return scraped;
        }
    }

    private static Exposition scrape(PostgresServer server, String naming) throws Exception {
        var ended = HowdahProcess.run("scrape", server.url(), "--naming", naming);
        assertThat(ended.status()).as(ended.err()).isZero();
        return new Exposition(ended.out());
    }

    private static List<Exposition> pages(String naming) {
        return Objects.requireNonNull(pages.get(naming));
    }

    @Test
    void aliasesAreAsPrometheusWantsThem() throws Exception {
        for (var page : pages("postgres_exporter")) {
            assertThat(page.names("pg_")).hasSizeGreaterThan(100);
            // what our own names look like is told elsewhere
            var aliases = page.text()
                    .lines()
                    .filter(line -> line.matches("(# (HELP|TYPE) )?pg_.*"))
                    .collect(Collectors.joining("\n", "", "\n"));
            assertThat(Promtool.check(aliases)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"opentelemetry, ''", "postgres_exporter, .postgres_exporter"})
    void alertsUseNamesThatThereAre(String naming, String suffix) throws Exception {
        var alerts = AlertRules.read(suffix);
        assertThat(Promtool.run("check", "rules", alerts.file().toString())).contains("SUCCESS");
        for (var rule : alerts.rules()) {
            assertKnown(rule.expression(), pages(naming));
        }
    }

    @ParameterizedTest
    @CsvSource({"opentelemetry, ''", "postgres_exporter, .postgres_exporter"})
    void eachAlertFiresWhenItMustAndNotOtherwise(String naming, String suffix) throws Exception {
        var alerts = AlertRules.read(suffix);
        var names = alerts.rules().stream().map(AlertRules.Rule::alert).toList();
        for (boolean fires : new boolean[] {true, false}) {
            assertThat(alerts.scenarios().stream()
                            .filter(scenario -> scenario.fires() == fires)
                            .map(AlertRules.Scenario::alert)
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(names);
        }
        var test = alerts.promtoolTest(pages(naming));
        if (!PASSED.contains(test)) {
            var file = Files.writeString(folder.resolve("alerts.test.yaml"), test);
            assertThat(Promtool.run("test", "rules", file.toString()))
                    .contains("SUCCESS")
                    .doesNotContain("FAILED");
            PASSED.add(test);
        }
    }

    @ParameterizedTest
    @CsvSource({"opentelemetry, ''", "postgres_exporter, .postgres_exporter"})
    void dashboardsUseNamesThatThereAre(String naming, String suffix) throws Exception {
        for (var query : Dashboard.read(suffix).all()) {
            assertKnown(query.expression(), pages(naming));
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
