package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.it.Await;
import dev.howdah.it.HowdahProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Events as an OTLP receiver gets them, from real servers.
class EventsIT {
    private static final Map<Integer, EventSite> SITES = new ConcurrentHashMap<>();
    private static final String SECRET = "hunter2zq";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    private static EventSite site(int major) {
        return SITES.computeIfAbsent(major, EventSite::start);
    }

    @AfterAll
    static void end() {
        SITES.values().forEach(EventSite::close);
    }

    private static void awaitCalls(EventSite site, String text, long calls) throws Exception {
        Await.until(
                "%d calls of %s".formatted(calls, text),
                () -> site.topQueries(text).sum("postgresql.calls") >= calls);
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 14, 17, 18})
    void countsWhatWasExecutedSinceTheFirstLookExactly(int major) throws Exception {
        var site = site(major);
        String text = "SELECT count(*) FROM counted WHERE i > $1";
        site.execute("INSERT INTO counted SELECT generate_series(1, 1000)", 1);
        for (int i = 0; i < 4; i++) {
            site.execute("SELECT count(*) FROM counted WHERE i > " + i, 1 + i);
            site.awaitLooks(1);
        }
        awaitCalls(site, text, 10);
        site.awaitLooks(2);

        var events = site.topQueries(text);
        assertThat(events.sum("postgresql.calls")).isEqualTo(10);
        assertThat(events.sum("postgresql.rows")).isEqualTo(10);
        assertThat(events.sumOfReals("postgresql.total_exec_time")).isBetween(10e-6, 2.0);
        assertThat(events.sum("postgresql.shared_blks_hit")).isBetween(40L, 100L);
        var event = events.last();
        assertThat(event.text("db.system.name")).isEqualTo("postgresql");
        assertThat(event.text("db.namespace")).isEqualTo("shop");
        assertThat(event.text("postgresql.rolname")).isEqualTo("postgres");
        assertThat(event.text("postgresql.queryid")).matches("-?\\d+");
        assertThat(event.attributes().containsKey("postgresql.toplevel")).isEqualTo(major >= 14);
        assertThat(event.resource())
                .containsEntry("server.port", Integer.toString(site.server().port()));
        assertThat(event.log().getSeverityText()).isEqualTo("INFO");
        Await.until(
                "the same over HTTP",
                () -> site.receiver()
                                .eventsByHttp()
                                .of("shop")
                                .with("db.query.text", text)
                                .sum("postgresql.calls")
                        == 10);
        if (major >= 13) {
            assertThat(site.topQueries("INSERT INTO counted SELECT generate_series($1, $2)")
                            .sum("postgresql.wal_records"))
                    .isBetween(1000L, 1100L);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 14, 17, 18})
    void countsOnAfterAReset(int major) throws Exception {
        var site = site(major);
        String text = "SELECT count(*) FROM forgotten WHERE i > $1";
        site.execute("SELECT count(*) FROM forgotten WHERE i > 1", 2);
        awaitCalls(site, text, 2);
        site.awaitLooks(1);

        try (var connection = site.connect()) {
            EventSite.execute(connection, "SELECT pg_stat_statements_reset()", 1);
            EventSite.execute(connection, "SELECT count(*) FROM forgotten WHERE i > 1", 9);
        }
        awaitCalls(site, text, 11);
        site.awaitLooks(2);

        assertThat(site.topQueries(text).sum("postgresql.calls")).isEqualTo(11);
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 14, 17, 18})
    void countsOnWhenAnEntryWasEvictedAndCameBack(int major) throws Exception {
        var site = site(major);
        String text = "SELECT count(*) FROM evicted WHERE i > $1";
        site.execute("SELECT count(*) FROM evicted WHERE i > 1", 1);
        awaitCalls(site, text, 1);
        try (var connection = site.connect()) {
            for (int columns = 1; columns <= 250; columns++) {
                EventSite.execute(connection, "SELECT 1" + ", 1".repeat(columns), 3);
            }
        }
        assertThat(site.query("SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%evicted WHERE%'"))
                .isEqualTo("0");
        site.awaitLooks(2);
        site.execute("SELECT count(*) FROM evicted WHERE i > 1", 4);
        awaitCalls(site, text, 5);
        site.awaitLooks(2);

        assertThat(site.topQueries(text).sum("postgresql.calls")).isEqualTo(5);
        // while all places are taken, what the other tests execute may be evicted before anyone looks
        site.execute("SELECT pg_stat_statements_reset()", 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 14, 17, 18})
    void keepsNestedAndTopLevelStatementsApart(int major) throws Exception {
        var site = site(major);
        String text = "SELECT count(*) FROM nested WHERE i > $1";
        site.execute("SELECT count(*) FROM nested WHERE i > 3", 3);
        awaitCalls(site, text, 3);
        String id = site.topQueries(text).last().text("postgresql.queryid");
        site.execute("SELECT nest()", 5);
        Await.until("all calls", () -> ofId(site, id).sum("postgresql.calls") >= 8);
        site.awaitLooks(2);

        var events = ofId(site, id);
        assertThat(events.sum("postgresql.calls")).isEqualTo(8);
        if (major >= 14) {
            assertThat(calls(events, true)).isEqualTo(3);
            assertThat(calls(events, false)).isEqualTo(5);
        }
    }

    private static Events ofId(EventSite site, String id) {
        return site.events().named("db.server.top_query").with("postgresql.queryid", id);
    }

    private static long calls(Events events, boolean toplevel) {
        return events.all().stream()
                .filter(event -> event.truth("postgresql.toplevel") == toplevel)
                .mapToLong(event -> event.whole("postgresql.calls"))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 14, 17, 18})
    void samplesABlockingChainAndItsTrace(int major) throws Exception {
        var site = site(major);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var a = begun(site);
                var b = begun(site);
                var c = begun(site)) {
            EventSite.execute(a, "SET application_name = 'shop 00-%s-%s-01'".formatted(TRACE, SPAN), 1);
            EventSite.execute(a, "LOCK TABLE chain1 IN ACCESS EXCLUSIVE MODE", 1);
            EventSite.execute(b, "LOCK TABLE chain2 IN SHARE MODE", 1);
            int first = pid(a);
            int second = pid(b);
            int third = pid(c);
            var _ = threads.submit(() -> {
                EventSite.execute(b, "LOCK TABLE chain1 IN ROW EXCLUSIVE MODE", 1);
                return b;
            });
            var _ = threads.submit(() -> {
                EventSite.execute(c, "INSERT INTO chain2 VALUES (77077)", 1);
                return c;
            });
            Await.until(
                    "both wait",
                    () -> !blocked(site, second).isEmpty()
                            && !blocked(site, third).isEmpty());

            var waiting = blocked(site, second).last();
            assertThat(waiting.texts("postgresql.blocking.pids")).containsExactly(Integer.toString(first));
            assertThat(waiting.text("postgresql.wait_event_type")).isEqualTo("Lock");
            assertThat(waiting.text("postgresql.wait_event")).isEqualTo("relation");
            assertThat(waiting.text("postgresql.blocking.lock.mode")).isEqualTo("RowExclusiveLock");
            assertThat(waiting.text("postgresql.blocking.lock.type")).isEqualTo("relation");
            assertThat(waiting.text("postgresql.blocking.lock.relation")).isEqualTo("chain1");
            assertThat(waiting.text("postgresql.state")).isEqualTo("active");
            assertThat(waiting.text("db.query.text")).isEqualTo("LOCK TABLE chain1 IN ROW EXCLUSIVE MODE");
            assertThat(waiting.text("user.name")).isEqualTo("postgres");
            assertThat(waiting.text("network.peer.address")).isEqualTo("127.0.0.1");
            assertThat(waiting.whole("network.peer.port")).isBetween(1024L, 65535L);
            assertThat(waiting.log().getTraceId()).isEmpty();
            var last = blocked(site, third).last();
            assertThat(last.texts("postgresql.blocking.pids")).containsExactly(Integer.toString(second));
            assertThat(last.text("db.query.text")).isEqualTo("INSERT INTO chain2 VALUES (?)");
            if (major >= 14) {
                assertThat(last.text("postgresql.blocking.start_time")).matches("20\\d\\d-\\d\\d-\\d\\dT.*Z");
                assertThat(waiting.text("postgresql.query_id")).matches("-?\\d+");
            }
            var holder = site.samples().withWhole("postgresql.pid", first).last();
            assertThat(holder.text("postgresql.state")).isEqualTo("idle in transaction");
            assertThat(holder.texts("postgresql.blocking.pids")).isEmpty();
            assertThat(HexFormat.of().formatHex(holder.log().getTraceId().toByteArray()))
                    .isEqualTo(TRACE);
            assertThat(HexFormat.of().formatHex(holder.log().getSpanId().toByteArray()))
                    .isEqualTo(SPAN);
            assertThat(holder.log().getFlags()).isOne();
            a.rollback();
        }
    }

    private static Connection begun(EventSite site) throws SQLException {
        var connection = site.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static int pid(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /// The samples of a session in which it is blocked.
    private static Events blocked(EventSite site, int pid) {
        return new Events(site.samples().withWhole("postgresql.pid", pid).all().stream()
                .filter(event -> !event.texts("postgresql.blocking.pids").isEmpty())
                .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 14, 17, 18})
    void noSecretLeaves(int major) throws Exception {
        var site = site(major);
        var shapes = new LinkedHashMap<String, String>();
        shapes.put("SELECT '%s' /* %s */, 7909797 FROM pg_sleep(0)", "SELECT ? , ? FROM pg_sleep(?)");
        shapes.put("SET app.token = %s", "SET app.token = ?");
        shapes.put("ALTER ROLE bare SET app.token TO %s", "ALTER ROLE bare SET app.token TO ?");
        shapes.put("DO $body$ BEGIN PERFORM '%s'; END $body$", "DO ?");
        shapes.put("SELECT E'\\'%s', U&'%s', $q$%s$q$", "SELECT ?, ?, ?");
        shapes.put("CREATE ROLE leaky PASSWORD '%s'", "CREATE ROLE leaky PASSWORD ?");
        try (var connection = begun(site)) {
            int pid = pid(connection);
            for (var shape : shapes.entrySet()) {
                EventSite.execute(connection, shape.getKey().replace("%s", SECRET), 1);
                Await.until(
                        "a sample of " + shape.getValue(),
                        () -> !site.samples()
                                .withWhole("postgresql.pid", pid)
                                .with("db.query.text", shape.getValue())
                                .isEmpty());
            }
            connection.commit();
        }
        site.awaitLooks(2);
        Await.until(
                "it is told of",
                () -> !site.topQueries("CREATE ROLE leaky PASSWORD ?").isEmpty());
        assertThat(site.receiver().everything()).doesNotContain(SECRET, "7909797");
        assertThat(site.howdah().log()).doesNotContain(SECRET, "7909797");
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 14, 17, 18})
    void explainsWhatItMayReadAndFindsByItsFullName(int major) throws Exception {
        var site = site(major);
        String plain = "SELECT name FROM public.planned ORDER BY name";
        site.execute(plain, 2);
        site.execute("SELECT name FROM public.planned WHERE i = 4711 AND name = '%s'".formatted(SECRET), 2);
        String text = "SELECT name FROM public.planned WHERE i = $1 AND name = $2";
        awaitCalls(site, text, 2);
        awaitCalls(site, plain, 2);

        assertThat(site.topQueries(plain).last().text("postgresql.query_plan"))
                .contains("\"Node Type\":\"Sort\"", "\"Relation Name\":\"planned\"");
        var plan = site.topQueries(text).last().text("postgresql.query_plan");
        if (major >= 12) {
            assertThat(plan).contains("\"Filter\":\"((i = $1) AND (name = $2))\"");
        } else {
            assertThat(plan).isEmpty();
        }
        assertThat(plans(site, "ok")).isPositive();
        Await.until("a table is not found", () -> plans(site, major >= 12 ? "missing" : "parameters") > 0);
        assertThat(plans(site, "unsupported")).isPositive();
    }

    private static double plans(EventSite site, String outcome) throws Exception {
        return site.howdah()
                .own()
                .value("howdah_events_plans", "target", "shop", "outcome", outcome)
                .orElse(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 18})
    void aRoleWithNothingIsToldOnceWhatItLacks(int major) throws Exception {
        var site = site(major);
        Await.until(
                "two attempts",
                () -> site.howdah()
                                .own()
                                .value(
                                        "howdah_events_collections",
                                        "target",
                                        "bare",
                                        "event",
                                        "db.server.query_sample",
                                        "outcome",
                                        "denied")
                                .orElse(0)
                        >= 2);
        for (String event : List.of("db.server.query_sample", "db.server.top_query")) {
            site.howdah()
                    .isLogged(
                            "target bare: event %s ended denied: needs the privileges of pg_read_all_stats — GRANT pg_read_all_stats TO \"bare\""
                                    .formatted(event),
                            1);
        }
        assertThat(site.receiver().events().of("bare").all()).isEmpty();
    }

    @Test
    void aRoleWhoseNameIsASecretIsShownAsAHashOnly(@TempDir Path folder) throws Exception {
        var site = site(18);
        String grant = "GRANT SELECT ON planned TO role_[0-9a-f]{12}";
        site.execute("CREATE ROLE \"tok-en\" LOGIN; GRANT pg_monitor TO \"tok-en\"", 1);
        try (var receiver = OtlpReceiver.start();
                var connection = begun(site);
                var howdah = Service.startWith(folder, """
                        collection:
                          role_names: hash
                          events:
                            db.server.query_sample: { enabled: true }
                            db.server.top_query: { enabled: true }
                          query_sample_collection: { interval: 200ms }
                          top_query_collection: { collection_interval: 300ms }
                        exporters:
                          otlp: { endpoint: "http://127.0.0.1:%d" }
                        telemetry: { listen: "127.0.0.1:0" }
                        targets:
                          - { name: known, url: '%s' }
                          - { name: unknown, url: '%s' }
                        """.formatted(
                                receiver.port(),
                                site.server().url("tok-en", "shop"),
                                site.server().url("tok-less", "shop")))) {
            EventSite.execute(connection, "GRANT SELECT ON planned TO \"tok-en\"", 1);
            Await.until(
                    "a sample of the grant",
                    () -> receiver.events().of("known").all().stream()
                            .anyMatch(event -> event.text("db.query.text").matches(grant)));
            Await.until(
                    "a refusal is logged",
                    () -> howdah.log()
                            .lines()
                            .anyMatch(line -> line.contains("target unknown: event db.server.")
                                    && line.contains(" ended disconnected: ")
                                    && line.contains("role_")));
            assertThat(receiver.everything()).doesNotContain("tok-");
            assertThat(howdah.log()).doesNotContain("tok-");
            connection.rollback();
        }
    }

    @Test
    void theCommandPrintsEvents() throws Exception {
        var site = site(18);
        try (var connection = begun(site)) {
            EventSite.execute(connection, "SELECT 'x' AS shown", 1);
            var ended = HowdahProcess.run(
                    "events", site.server().url("watcher", "shop"), "--duration", "2s", "--interval", "500ms");

            assertThat(ended.status()).isZero();
            assertThat(ended.out())
                    .contains(" db.server.query_sample db.namespace=shop db.query.text=[SELECT ? AS shown]")
                    .contains(" db.server.top_query db.namespace=shop ");
        }
    }
}
