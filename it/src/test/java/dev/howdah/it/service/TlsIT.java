package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections with TLS: which are made, and what is said of those that are not.
class TlsIT {
    private static final PostgresServer SERVER = PostgresServer.setup(18)
            .hba("hostssl all bound 127.0.0.1/32 scram-sha-256")
            .hba("host all bound 127.0.0.1/32 scram-sha-256")
            .hba("hostssl all carded 127.0.0.1/32 cert")
            .hba("host all carded 127.0.0.1/32 reject")
            .start();

    @TempDir
    private static Path made;

    @TempDir
    private Path folder;

    @BeforeAll
    static void turnOn() throws Exception {
        var ours = Certificates.authority(made, "ours");
        ours.sign("localhost");
        ours.sign("carded");
        Certificates.authority(made, "theirs").sign("carded");
        give(ours.ca(), "root.crt");
        give(ours.certificate("localhost"), "server.crt");
        give(ours.key("localhost"), "server.key");
        SERVER.execute(
                "create role watcher login in role pg_monitor",
                "create role carded login in role pg_monitor",
                "create role bound login password 's3cret' in role pg_monitor",
                "alter system set ssl = on",
                "alter system set ssl_ca_file = 'root.crt'");
        SERVER.restart();
    }

    private static void give(Path file, String name) throws IOException {
        var copy = Files.copy(file, SERVER.dataFolder().resolve(name));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterAll
    static void end() {
        SERVER.close();
    }

    private static String target(String name, String role, String host, String parameters) {
        return Service.target(
                name,
                "postgresql://%s@%s:%d/postgres?%s".formatted(role, host, SERVER.port(), parameters),
                role.equals("bound") ? "password: s3cret" : "labels: {}");
    }

    @Test
    void whatIsRightConnectsAndWhatIsWrongIsTold() throws Exception {
        var ca = made.resolve("ours/ca.crt");
        var wrongCa = made.resolve("theirs/ca.crt");
        var ours = "sslmode=verify-full&sslrootcert=%s&sslcert=%s&sslkey=%s"
                .formatted(ca, made.resolve("ours/carded.crt"), made.resolve("ours/carded.key"));
        var theirs = "sslmode=require&sslcert=%s&sslkey=%s"
                .formatted(made.resolve("theirs/carded.crt"), made.resolve("theirs/carded.key"));
        try (var howdah = Service.start(
                folder,
                target("require", "watcher", "127.0.0.1", "sslmode=require"),
                target("verify-ca", "watcher", "127.0.0.1", "sslmode=verify-ca&sslrootcert=" + ca),
                target("verify-full", "watcher", "localhost", "sslmode=verify-full&sslrootcert=" + ca),
                target("carded", "carded", "localhost", ours),
                target("bound", "bound", "127.0.0.1", "sslmode=require&channel_binding=require"),
                target("disable", "watcher", "127.0.0.1", "sslmode=disable"),
                target("wrong-ca", "watcher", "localhost", "sslmode=verify-full&sslrootcert=" + wrongCa),
                target("wrong-name", "watcher", "127.0.0.1", "sslmode=verify-full&sslrootcert=" + ca),
                target("no-ca", "watcher", "localhost", "sslmode=verify-full&sslrootcert=" + made.resolve("none.crt")),
                target("no-card", "carded", "localhost", "sslmode=require"),
                target("wrong-card", "carded", "localhost", theirs),
                target("plain-card", "carded", "127.0.0.1", "sslmode=disable"),
                target("unbound", "bound", "127.0.0.1", "sslmode=disable&channel_binding=require"))) {
            var softly = new SoftAssertions();
            for (var up : new String[] {"require", "verify-ca", "verify-full", "carded", "bound", "disable"}) {
                softly.check(() -> howdah.awaitUp(up));
            }
            isDown(
                    howdah,
                    softly,
                    "wrong-ca",
                    "tls",
                    "localhost:%d: TLS failed ((certificate_unknown) PKIX path building failed");
            isDown(
                    howdah,
                    softly,
                    "wrong-name",
                    "tls",
                    "127.0.0.1:%d: TLS failed (The hostname 127.0.0.1 could not be verified");
            isDown(
                    howdah,
                    softly,
                    "no-ca",
                    "tls",
                    "localhost:%d: TLS failed (Could not open SSL root certificate file " + made.resolve("none.crt"));
            isDown(
                    howdah,
                    softly,
                    "no-card",
                    "authentication",
                    "localhost:%d: refused user \"carded\" for database \"postgres\" (connection requires a valid client certificate)");
            isDown(
                    howdah,
                    softly,
                    "wrong-card",
                    "authentication",
                    "localhost:%d: refused user \"carded\" for database \"postgres\" (connection requires a valid client certificate)");
            isDown(
                    howdah,
                    softly,
                    "plain-card",
                    "authentication",
                    "127.0.0.1:%d: refused user \"carded\" for database \"postgres\" (pg_hba.conf rejects connection");
            isDown(
                    howdah,
                    softly,
                    "unbound",
                    "authentication",
                    "127.0.0.1:%d: refused user \"bound\" for database \"postgres\" (Channel Binding is required, but SSL is not in use)");
            softly.assertThat(howdah.log()).doesNotContain("s3cret", "\tat ");
            softly.assertAll();

            assertThat(SERVER.query("""
                    select string_agg(distinct usename || ' ' || ssl, ',' order by usename || ' ' || ssl)
                    from pg_stat_activity join pg_stat_ssl using (pid) where application_name = 'howdah'""")).isEqualTo("bound true,carded true,watcher false,watcher true");
        }
    }

    private static void isDown(Service howdah, SoftAssertions softly, String target, String reason, String message)
            throws Exception {
        softly.check(() -> howdah.awaitDown(target, reason));
        softly.assertThat(howdah.told(target))
                .as(target)
                .doesNotContain("\n")
                .contains("target %s: down: %s".formatted(target, message.formatted(SERVER.port())))
                .contains(" — check ");
    }
}
