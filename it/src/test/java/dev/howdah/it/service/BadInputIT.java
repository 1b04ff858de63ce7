package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.HowdahProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the commands say of configurations, words, passwords and servers that are wrong.
class BadInputIT {
    private static final PostgresServer SERVER =
            PostgresServer.setup(18).password("s3cret").start();

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() {
        SERVER.execute(
                "create role watcher login password 'pa:ss%w@rd' in role pg_monitor",
                "create role \"odd \"\"one\" login password 'x'",
                "create database closed",
                "revoke connect on database closed from public");
    }

    @AfterAll
    static void end() {
        SERVER.close();
    }

    @Test
    void everythingThatIsWrongWithAFileIsSaidAtOnce() throws Exception {
        var file = Files.writeString(folder.resolve("wrong.yaml"), """
                targets:
                  - { name: one, url: 'postgresql://a@h/d', labls: { team: x } }
                  - { name: one, url: 'postgresql://a@h/d' }
                  - { name: two, url: 'http://user:hidden-1@h/d' }
                  - { name: three, url: 'postgresql://a@h:99999/d' }
                  - { name: four, url: 'postgresql://a@h/d?sslmod=require' }
                  - { name: five, url: 'postgresql://a:hidden%zz@h/d' }
                  - { name: six, url: 'postgresql://a@h/d', password: '${env:HOWDAH_NOT_SET}' }
                  - { name: seven, url: 'postgresql://a@h/d', password: '${file:/does/not/exist}' }
                  - { name: eight, url: 'postgresql://a@h/d', collection: { interval: 15 seconds, preset: standrad } }
                collection: { interval: 5s, timeout: 10s }
                exporters: { promethus: { listen: ':9187' }, otlp: { endpoint: 'nonsense://x' } }
                """);
        for (var command : List.of("check", "run")) {
            var ended = HowdahProcess.run(command, "--config", file.toString());
            assertThat(ended.status()).as(command).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err().lines())
                    .allMatch(line -> line.startsWith(file + ":"))
                    .anyMatch(line -> line.contains(":2: ") && line.contains("did you mean 'labels'?"))
                    .anyMatch(line -> line.contains(":3: ") && line.contains("'one' is taken by the target in line 2"))
                    .anyMatch(line -> line.contains(":4: ") && line.contains("is no PostgreSQL URL"))
                    .anyMatch(line -> line.contains(":5: ") && line.contains("port 99999"))
                    .anyMatch(line -> line.contains(":6: ") && line.contains("did you mean 'sslmode'?"))
                    .anyMatch(line -> line.contains(":7: ") && line.contains("write %25 for a percent sign"))
                    .anyMatch(line -> line.contains(":8: ") && line.contains("HOWDAH_NOT_SET is not set"))
                    .anyMatch(line -> line.contains(":9: ") && line.contains("no such file"))
                    .anyMatch(line -> line.contains(":10: ") && line.contains("15 seconds"))
                    .anyMatch(line -> line.contains(":10: ") && line.contains("did you mean 'standard'?"))
                    .anyMatch(line -> line.contains(":11: ") && line.contains("at most the interval"))
                    .anyMatch(line -> line.contains(":12: ") && line.contains("did you mean 'prometheus'?"))
                    .anyMatch(line -> line.contains(":12: ") && line.contains("http:// or https://"));
            assertThat(ended.err()).doesNotContain("hidden", "zz", "\tat ");
            assertThat(ended.err().lines().map(line -> Integer.valueOf(line.split(":", 3)[1])))
                    .isSorted();
        }
    }

    @Test
    void filesThatAreNoConfigurationAreRefused() throws Exception {
        for (var text : List.of(
                "",
                "just words",
                "- a\n- b\n",
                "targets: [\n",
                "targets:\n  - name: 'x\n    password: hidden\n",
                "\0")) {
            var file = Files.writeString(folder.resolve("none.yaml"), text);
            var ended = HowdahProcess.run("check", "--config", file.toString());
            assertThat(ended.status()).as(text).isEqualTo(2);
            assertThat(ended.err()).as(text).startsWith(file.toString()).doesNotContain("\tat ", "hidden");
        }
        var ended = HowdahProcess.run(
                "run", "--config", folder.resolve("absent.yaml").toString());
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err())
                .isEqualTo(
                        "%s: no such file — create it, or correct --config\n".formatted(folder.resolve("absent.yaml")));
    }

    @Test
    void checkTellsWhatItFoundAndTheStatementsThatMendWhatIsMissing() throws Exception {
        var target = "  - { name: %s, url: '%s', password: '%s' }";
        var well = Service.write(
                folder,
                "targets:\n"
                        + target.formatted("well", SERVER.url("watcher", "postgres"), "pa:ss%w@rd")
                                .replace(
                                        " }", ", databases: { exclude: [closed] }, collection: { preset: minimal } }"));
        var ended = HowdahProcess.run("check", "--config", well.toString());
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        assertThat(ended.out())
                .contains("valid, 1 target\n", "well (127.0.0.1:", "PostgreSQL 18.", ", primary\n", "all well\n");

        var missing = Service.write(
                folder,
                "targets:\n"
                        + target.formatted("odd", SERVER.url("odd%20%22one", "postgres"), "x") + "\n"
                        + target.formatted(
                                "away", "postgresql://x@127.0.0.1:%d/x".formatted(OtlpReceiver.freePort()), "x"));
        ended = HowdahProcess.run("check", "--config", missing.toString());
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .doesNotContain("GRANT pg_read_all_stats")
                .contains("    GRANT pg_monitor TO \"odd \"\"one\";\n")
                .contains("    GRANT CONNECT ON DATABASE \"closed\" TO \"odd \"\"one\";\n")
                .contains("    CREATE EXTENSION pg_stat_statements;\n")
                .contains("reachable   no: 127.0.0.1:", "connection refused")
                .contains("2 targets of 2 with something missing or unreachable\n");
        ended.out()
                .lines()
                .filter(line -> line.startsWith("    ") && line.endsWith(";") && line.contains("GRANT"))
                .forEach(SERVER::execute);
        assertThat(HowdahProcess.run("check", "--config", missing.toString()).out())
                .as("the statements were exact")
                .doesNotContain("GRANT", "closed  ");
    }

    @Test
    void errorsOnTheCommandLineAreOneLineWithACure() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var file = Service.write(
                    folder,
                    Service.configuration(
                            "exporters: { prometheus: { listen: '127.0.0.1:%d' } }\ntelemetry: { listen: '127.0.0.1:0' }\n"
                                    .formatted(taken.getLocalPort()),
                            "  - { name: x, url: 'postgresql://a@127.0.0.1:1/x' }"));
            isOneLine(
                    1,
                    "is in use — choose another with exporters.prometheus.listen",
                    "run",
                    "--config",
                    file.toString());
        }
        isOneLine(2, "did you mean 'scrape'?", "scrap", "postgresql://a:hidden@h/d");
        isOneLine(2, "unknown word", "postgresql://a:hidden@h/d");
        isOneLine(2, "unknown word", "scrape", "postgresql://a@h/d", "postgresql://a:hidden@h/d");
        isOneLine(2, "--config", "run");
        isOneLine(2, "did you mean '--format'?", "scrape", "--fromat", "x", "postgresql://a@h/d");
        isOneLine(2, "is no PostgreSQL URL", "scrape", "mysql://a:hidden@h/d");
        isOneLine(2, "write %25 for a percent sign", "scrape", "postgresql://a:hidden%zz@h/d");
        isOneLine(2, "is no duration above zero", "scrape", "--timeout", "soon", "postgresql://a@h/d");
        isOneLine(2, "did you mean 'tables'?", "catalog", "sql", "--pg", "15", "tabels");
        isOneLine(2, "no supported major", "catalog", "sql", "--pg", "9", "tables");
    }

    private static void isOneLine(int status, String cure, String... words) throws Exception {
        var ended = HowdahProcess.run(words);
        assertThat(ended.err().lines().filter(line -> !line.contains(" INFO ") && !line.contains(" WARN ")))
                .as(List.of(words).toString())
                .singleElement()
                .asString()
                .startsWith("howdah")
                .contains(cure);
        assertThat(ended.err()).doesNotContain("hidden");
        assertThat(ended.status()).isEqualTo(status);
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void scrapeOfWhatIsNotThereSaysSoOnStandardErrorOnly() throws Exception {
        var url = "postgresql://a:hidden@127.0.0.1:%d/x".formatted(OtlpReceiver.freePort());
        isOneLine(1, "connection refused — is the server running", "scrape", url);

        var verbose = HowdahProcess.run("scrape", "--verbose", url);
        assertThat(verbose.status()).isEqualTo(1);
        assertThat(verbose.out()).isEmpty();
        assertThat(verbose.err()).contains("\tat dev.howdah.").doesNotContain("hidden");
    }

    @Test
    void passwordsComeFromUrlEnvironmentAndFileAndAreNeverShown() throws Exception {
        var url = SERVER.url("watcher", "postgres");
        var escaped = url.replace("watcher@", "watcher:pa%3Ass%25w%40rd@");
        var passFile = Files.writeString(
                folder.resolve("pgpass"), "127.0.0.1:%d:*:watcher:pa\\:ss%%w@rd\n".formatted(SERVER.port()));
        Files.setPosixFilePermissions(passFile, PosixFilePermissions.fromString("rw-------"));
        for (var ended : List.of(
                HowdahProcess.run("scrape", "--verbose", escaped),
                HowdahProcess.run(Map.of("PGPASSWORD", "pa:ss%w@rd"), "scrape", "--verbose", url),
                HowdahProcess.run(Map.of("PGPASSFILE", passFile.toString()), "scrape", "--verbose", url))) {
            assertThat(ended.status()).as(ended.err()).isZero();
            assertThat(Samples.parse(ended.out()).has("postgresql_up", 1)).isTrue();
            assertThat(ended.out() + ended.err()).doesNotContain("pa:ss", "pa%3Ass");
        }
        var wrong = HowdahProcess.run("scrape", "--verbose", url.replace("watcher@", "watcher:hidden-guess@"));
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).contains("refused user \"watcher\"").doesNotContain("hidden");

        var configuration = Service.configuration(
                Service.LISTEN,
                Service.target("orders", url, "password: '${env:SECRET_OF_ORDERS}'"),
                Service.target("wrong", url, "password: hidden-guess"));
        try (var howdah =
                Service.startWith(folder, Map.of("SECRET_OF_ORDERS", "pa:ss%w@rd"), configuration, "--verbose")) {
            howdah.awaitUp("orders");
            howdah.awaitDown("wrong", "authentication");
            var ended = howdah.process().terminate();
            assertThat(ended.out() + ended.err()).contains("DEBUG").doesNotContain("pa:ss", "hidden");
        }
    }
}
