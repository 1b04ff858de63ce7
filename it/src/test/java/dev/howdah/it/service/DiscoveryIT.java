package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.HowdahProcess;
import dev.howdah.it.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Targets that are found in a file and in DNS come and go, and touch no other.
class DiscoveryIT {
    private static final PostgresServer PRIMARY = Servers.of(17).primary();
    private static final PostgresServer STANDBY = Servers.of(17).standby();

    @TempDir
    private Path folder;

    private Service start(String discovery) throws Exception {
        return Service.startWith(
                folder,
                Service.configuration(
                        "discovery:\n" + discovery + "\ncollection: { interval: 1s }\n" + Service.LISTEN,
                        Service.target("fixed", PRIMARY.url())));
    }

    private void write(String content) throws IOException {
        var next = Files.writeString(folder.resolve("targets.next"), content);
        Files.move(
                next,
                folder.resolve("targets.yaml"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String file(String... targets) {
        return targets.length == 0 ? "targets: []\n" : "targets:\n" + String.join("\n", targets) + "\n";
    }

    @Test
    void aFileIsWatchedAndOneThatIsBrokenChangesNothing() throws Exception {
        write(file(Service.target("found", STANDBY.url())));
        try (var howdah = start("  - file: { path: targets.yaml }")) {
            howdah.awaitUp("fixed");
            howdah.awaitUp("found");
            assertThat(howdah.own().value("howdah_collector_targets")).hasValue(2);

            // the name is taken by the configuration, the other target is new
            write(file(Service.target("fixed", STANDBY.url()), Service.target("second", PRIMARY.url())));
            howdah.awaitUp("second");
            howdah.await(
                    "found is gone",
                    samples -> samples.find("postgresql_up", "target", "found").isEmpty());
            howdah.isLogged("target fixed of file", 1);
            howdah.isLogged("target found: removed", 1);

            write("targets:\n  - { name: second, uri: 'postgresql://localhost/' }\n");
            howdah.process().awaitOutput("did you mean 'url'?");
            howdah.awaitSlots(2);
            assertThat(howdah.own().value("howdah_discovery_up")).hasValue(0);
            assertThat(howdah.metrics().value("postgresql_up", "target", "second"))
                    .hasValue(1);
            howdah.isLogged("the 2 targets found before stay", 1);

            Files.delete(folder.resolve("targets.yaml"));
            howdah.process().awaitOutput("cannot be read (NoSuchFileException)");
            assertThat(howdah.metrics().value("postgresql_up", "target", "second"))
                    .hasValue(1);

            write(file(Service.target("second", PRIMARY.url()), Service.target("third", STANDBY.url())));
            howdah.awaitUp("third");
            assertThat(howdah.own().value("howdah_discovery_up")).hasValue(1);
            howdah.isLogged("target second: 127.0.0.1", 1);
            howdah.isLogged("target fixed: 127.0.0.1", 1);
        }
    }

    @Test
    void dnsRecordsAreTargetsAndAServerThatIsDownTakesNoneAway() throws Exception {
        try (var dns = DnsServer.start(PRIMARY.port());
                var howdah = start("""
                          - dns: { name: %s, server: '%s', refresh: 1s }
                            template: { url: 'postgresql://postgres@{host}:{port}/postgres', labels: { via: dns } }
                        """.formatted(DnsServer.NAME, dns.address()))) {
            String primary = "127.0.0.1:" + PRIMARY.port();
            String standby = "127.0.0.1:" + STANDBY.port();
            howdah.awaitUp(primary);
            howdah.awaitUp("fixed");

            dns.records(PRIMARY.port(), STANDBY.port());
            howdah.awaitUp(standby);
            assertThat(howdah.metrics().value("postgresql_up", "via", "dns", "target", primary))
                    .hasValue(1);

            dns.stop();
            howdah.process().awaitOutput("does not answer");
            assertThat(howdah.own().value("howdah_discovery_up")).hasValue(0);
            howdah.awaitSlots(2);
            assertThat(howdah.metrics().value("postgresql_up", "target", standby))
                    .hasValue(1);

            dns.records(STANDBY.port());
            howdah.await(
                    "the record's target is gone",
                    samples -> samples.find("postgresql_up", "target", primary).isEmpty());
            howdah.isLogged("target %s: 127.0.0.1".formatted(standby), 1);
            howdah.isLogged("target fixed: 127.0.0.1", 1);

            var ended = HowdahProcess.run("check", "--config", howdah.file().toString());
            assertThat(ended.out()).contains("dns %s: 1 target found".formatted(DnsServer.NAME), standby);
        }
    }
}
