package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.Await;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Targets that cannot be had, each in its own way, beside one that can: each is told in one line with its cure, none
/// delays the healthy one, and each recovery is noticed.
class DownTargetsIT {
    private static final PostgresServer SERVER =
            PostgresServer.setup(18).password("s3cret").start();

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() {
        SERVER.execute(
                "create role watcher login password 'watch-me' in role pg_monitor",
                "create role nobody nologin password 'watch-me'",
                "create role single login password 'watch-me' connection limit 0");
    }

    @AfterAll
    static void end() {
        SERVER.close();
    }

    private static String url(String role, String rest) {
        return "postgresql://%s@127.0.0.1:%d/%s".formatted(role, SERVER.port(), rest);
    }

    @Test
    void eachIsToldInOneLineAndDelaysNoOther() throws Exception {
        int nobody = OtlpReceiver.freePort();
        try (var silent = Peers.silent();
                var strict = Peers.strictWebServer();
                var patient = Peers.patientWebServer();
                var otlp = OtlpReceiver.start();
                var howdah = Service.startWith(
                        folder,
                        Service.configuration(
                                "exporters: { prometheus: { listen: '127.0.0.1:0' }, %s }\ntelemetry: { listen: '127.0.0.1:0' }\n"
                                        .formatted(otlp.exporter()),
                                Service.target("healthy", url("watcher", "postgres"), "password: watch-me"),
                                Service.target("silent", silent.url()),
                                Service.target("strict", strict.url()),
                                Service.target("patient", patient.url()),
                                Service.target("refused", "postgresql://watcher@127.0.0.1:%d/x".formatted(nobody)),
                                Service.target("nohost", "postgresql://watcher@howdah.invalid/x"),
                                Service.target("wrong", url("watcher", "postgres"), "password: guess"),
                                Service.target("none", url("watcher", "postgres")),
                                Service.target("nologin", url("nobody", "postgres"), "password: watch-me"),
                                Service.target("full", url("single", "postgres"), "password: watch-me"),
                                Service.target("nodb", url("watcher", "shop"), "password: watch-me"),
                                Service.target(
                                        "notls", url("watcher", "postgres?sslmode=require"), "password: watch-me")))) {
            howdah.awaitUp("healthy");
            var port = SERVER.port();
            var softly = new SoftAssertions();
            for (var expected : List.of(
                    new Down(
                            "silent",
                            "timeout",
                            "127.0.0.1:%d: no answer in time — the server hangs, is overloaded, is no PostgreSQL, or a firewall drops packets"
                                    .formatted(silent.port())),
                    new Down(
                            "patient",
                            "timeout",
                            "127.0.0.1:%d: no answer in time — the server hangs, is overloaded, is no PostgreSQL, or a firewall drops packets"
                                    .formatted(patient.port())),
                    new Down(
                            "strict",
                            "not_postgresql",
                            "127.0.0.1:%d: something answers there, but not in PostgreSQL's protocol — check host and port"
                                    .formatted(strict.port())),
                    new Down(
                            "refused",
                            "unreachable",
                            "127.0.0.1:%d: connection refused — is the server running, and does it listen there (listen_addresses, port)?"
                                    .formatted(nobody)),
                    new Down(
                            "nohost",
                            "unreachable",
                            "howdah.invalid:5432: no such host — correct the host name in the URL"),
                    new Down(
                            "wrong",
                            "authentication",
                            "127.0.0.1:%d: refused user \"watcher\" for database \"postgres\" (password authentication failed for user \"watcher\") — check the password and pg_hba.conf"
                                    .formatted(port)),
                    new Down(
                            "none",
                            "authentication",
                            "127.0.0.1:%d: refused user \"watcher\" for database \"postgres\" (The server requested SCRAM-based authentication, but no password was provided.) — check the password and pg_hba.conf"
                                    .formatted(port)),
                    new Down(
                            "nologin",
                            "authentication",
                            "127.0.0.1:%d: refused user \"nobody\" for database \"postgres\" (role \"nobody\" is not permitted to log in) — check the password and pg_hba.conf"
                                    .formatted(port)),
                    new Down(
                            "full",
                            "too_many_connections",
                            "127.0.0.1:%d: too many connections for role \"single\" — raise max_connections or the role's or database's own limit, or keep some for monitoring (reserved_connections)"
                                    .formatted(port)),
                    new Down(
                            "nodb",
                            "no_database",
                            "127.0.0.1:%d: database \"shop\" does not exist — correct the URL".formatted(port)),
                    new Down(
                            "notls",
                            "tls",
                            "127.0.0.1:%d: the server offers no TLS, but sslmode=require wants it — turn ssl on in the server, or relax sslmode in the URL"
                                    .formatted(port)))) {
                softly.check(() -> howdah.awaitDown(expected.target, expected.reason));
                softly.assertThat(howdah.told(expected.target))
                        .as(expected.target)
                        .doesNotContain("\n")
                        .endsWith("target %s: down: %s".formatted(expected.target, expected.message));
            }
            softly.assertAll();
            Await.until("ten slots", () -> otlp.ups("healthy").size() >= 10);

            assertThat(otlp.ups("healthy")).containsOnly(1.0);
            assertThat(howdah.own().value("howdah_collector_slots_missed", "target", "healthy"))
                    .hasValue(0);
            assertThat(otlp.byGrpc().stream()
                            .filter(point -> point.target().equals("healthy"))
                            .filter(point -> point.metric().getName().equals("howdah.scrape.lateness"))
                            .skip(1)
                            .map(OtlpReceiver.Point::value))
                    .as("lateness of all slots but the first, for which it came too late")
                    .allMatch(seconds -> seconds < 0.5);
            assertThat(otlp.ups("silent")).as("each slot says that it is down").hasSizeGreaterThan(4);
            assertThat(silent.count())
                    .as("calls in %d slots", otlp.ups("silent").size())
                    .isBetween(2, 8);
            assertThat(howdah.log()).doesNotContain("\tat ", "watch-me", "guess");
        }
    }

    private record Down(String target, String reason, String message) {}

    @Test
    void oneThatStopsAnsweringInMidLifeIsLeftAloneAndTakenUpAgain() throws Exception {
        try (var hanging = PostgresServer.setup(17).start();
                var stopped = PostgresServer.setup(17).start();
                var otlp = OtlpReceiver.start();
                var howdah = Service.startWith(
                        folder,
                        Service.configuration(
                                "exporters: { prometheus: { listen: '127.0.0.1:0' }, %s }\ntelemetry: { listen: '127.0.0.1:0' }\n"
                                        .formatted(otlp.exporter()),
                                Service.target("healthy", url("watcher", "postgres"), "password: watch-me"),
                                Service.target("hanging", hanging.url()),
                                Service.target("stopped", stopped.url())))) {
            howdah.awaitUp("hanging");
            howdah.awaitUp("stopped");

            hanging.pause();
            stopped.stop();
            howdah.awaitDown("hanging", "timeout");
            howdah.awaitDown("stopped", "unreachable");
            assertThat(howdah.metrics().find("postgresql_commits_total", "target", "hanging"))
                    .isEmpty();
            howdah.process()
                    .awaitOutput("target hanging: down: 127.0.0.1:%d: no answer in time".formatted(hanging.port()));

            hanging.resume();
            stopped.start();
            howdah.awaitUp("hanging");
            howdah.awaitUp("stopped");
            howdah.await(
                    "all is back",
                    samples -> !samples.find("postgresql_commits_total", "target", "hanging")
                            .isEmpty());
            howdah.isLogged("target hanging: up again", 1);
            howdah.isLogged("target stopped: up again", 1);
            howdah.isLogged("target hanging: down", 1);
            assertThat(otlp.ups("healthy")).containsOnly(1.0);
            assertThat(howdah.own().value("howdah_collector_slots_missed", "target", "healthy"))
                    .hasValue(0);
            Await.until("what was left hanging is gone", () -> "1".equals(hanging.query("""
                    select count(*) from pg_stat_activity where application_name = 'howdah'""")));
        }
    }
}
