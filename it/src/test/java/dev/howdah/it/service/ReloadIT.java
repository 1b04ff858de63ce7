package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.Await;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A configuration that changes while it is in force.
class ReloadIT {
    private static final PostgresServer SERVER = PostgresServer.setup(18).start();

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() {
        SERVER.execute("create role one login", "create role two login", "create role three login");
    }

    @AfterAll
    static void end() {
        SERVER.close();
    }

    private static String target(String role) {
        return Service.target(role, SERVER.url(role, "postgres"));
    }

    private static @Nullable String session(String role) {
        return SERVER.query("""
                select string_agg(concat_ws(' ', pid, backend_start), ',') from pg_stat_activity
                where application_name = 'howdah' and usename = '%s' and datname = 'postgres'""".formatted(role));
    }

    @Test
    void addsRemovesAndChangesTargetsWithoutTouchingTheOthers() throws Exception {
        try (var howdah = Service.start(folder, target("one"), target("two"))) {
            howdah.awaitUp("one");
            howdah.awaitUp("two");
            var one = session("one");
            assertThat(one).isNotNull().doesNotContain(",");

            howdah.rewrite(target("one"), target("two"), target("three"));
            howdah.awaitUp("three");
            assertThat(howdah.own().value("howdah_collector_targets")).hasValue(3);

            var two = session("two");
            howdah.rewrite(
                    target("one"),
                    Service.target("two", SERVER.url("two", "postgres"), "labels: { team: stock }"),
                    target("three"));
            howdah.await("the label is there", samples -> samples.has("postgresql_up", 1, "team", "stock"));
            assertThat(session("two")).isNotNull().isNotEqualTo(two);
            assertThat(howdah.metrics().all())
                    .as("what the target brought before it was changed")
                    .noneMatch(sample -> "two".equals(sample.labels().get("target"))
                            && !"stock".equals(sample.labels().get("team"))
                            && !sample.name().equals("target_info"));

            howdah.rewrite(target("one"));
            howdah.process().awaitOutput("target three: removed");
            var samples = howdah.metrics();
            assertThat(samples.valuesOf("target", "postgresql_up")).containsExactly("one");
            assertThat(samples.all())
                    .allMatch(sample -> "one".equals(sample.labels().get("target")));
            assertThat(Service.get(howdah.prometheusUrl() + "/metrics?target=two")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(howdah.own().find("howdah_collector_slots_missed"))
                    .allMatch(sample -> "one".equals(sample.labels().get("target")));
            assertThat(session("two")).isNull();
            assertThat(session("three")).isNull();
            assertThat(session("one")).isEqualTo(one);
            assertThat(howdah.process().terminate().status()).isZero();
        }
    }

    @Test
    void showsNothingOfThePresetThatATargetHadBefore() throws Exception {
        try (var howdah = Service.start(folder, target("one"))) {
            howdah.await(
                    "standard", samples -> !samples.find("postgresql_locks").isEmpty());
            howdah.rewrite("  - { name: one, url: '%s', collection: { interval: 1s, preset: minimal } }"
                    .formatted(SERVER.url("one", "postgres")));
            howdah.process().awaitOutput("reloaded");
            var samples = howdah.awaitUp("one");
            assertThat(samples.find("postgresql_locks")).isEmpty();
            assertThat(samples.find("postgresql_table_size_bytes")).isEmpty();
        }
    }

    @Test
    void readsTheFileOnHangUp() throws Exception {
        try (var howdah = Service.start(folder, target("one"))) {
            howdah.awaitUp("one");
            howdah.process().signal("HUP");
            howdah.process().awaitOutput("reloaded, 1 targets");
            howdah.isLogged("reloaded", 1);
        }
    }

    @Test
    void refusesAFileThatIsInvalidAndKeepsTheOneBefore() throws Exception {
        try (var howdah = Service.start(folder, target("one"))) {
            howdah.awaitUp("one");
            var one = session("one");
            howdah.rewriteWith("""
                    targets:
                      - { name: one, urll: 'postgresql://one@127.0.0.1/x' }
                      - { name: one, url: 'http://127.0.0.1/x' }
                    colection: { interval: 1s }
                    """);
            howdah.process().awaitOutput("refused, the configuration before stays in force");
            assertThat(howdah.log())
                    .contains("howdah.yaml:2: ", "did you mean 'url'?")
                    .contains("howdah.yaml:3: ")
                    .contains("howdah.yaml:4: ", "did you mean 'collection'?");
            assertThat(session("one")).isEqualTo(one);
            assertThat(howdah.own().value("howdah_collector_targets")).hasValue(1);

            howdah.rewrite(target("one"), target("two"));
            howdah.awaitUp("two");
            assertThat(session("one")).isEqualTo(one);
        }
    }

    @Test
    void saysThatExportersChangeAtTheNextStart() throws Exception {
        try (var howdah = Service.start(folder, target("one"))) {
            howdah.awaitUp("one");
            howdah.rewriteWith(Service.configuration("""
                    exporters: { prometheus: { listen: "127.0.0.1:0", timestamps: true } }
                    telemetry: { listen: "127.0.0.1:0" }
                    """, target("one"), target("two")));
            howdah.process()
                    .awaitOutput("exporters, telemetry or limits changed too — they take effect at the next start");
            howdah.awaitUp("two");
        }
    }

    @Test
    void ownMetricsAnswerWhileATargetThatHangsIsRemoved() throws Exception {
        try (var silent = Peers.silent();
                var howdah = Service.start(
                        folder,
                        target("one"),
                        "  - { name: silent, url: 'postgresql://x@127.0.0.1:%d/x', collection: { interval: 1m, timeout: 20s } }"
                                .formatted(silent.port()))) {
            howdah.awaitUp("one");
            howdah.rewrite(target("one"), target("two"));
            long begun = System.nanoTime();
            howdah.awaitUp("two");
            howdah.process().awaitOutput("target silent: removed");
            assertThat(howdah.own().value("howdah_collector_targets")).hasValue(2);
            assertThat(System.nanoTime() - begun)
                    .as("a target that hangs holds up neither the others nor who asks")
                    .isLessThan(Await.LIMIT.toNanos() / 3);
        }
    }
}
