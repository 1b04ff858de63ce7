package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.it.Await;
import dev.howdah.it.HowdahProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `howdah demo` shows something, and leaves nothing whichever way it ends.
class DemoIT {
    private static final Pattern METRICS = Pattern.compile("PostgreSQL metrics for Prometheus: +(http://\\S+)");

    /// Everything that the demo makes stands below a folder of the test's own.
    @TempDir
    private Path temporary;

    private final Set<Long> family = new TreeSet<>();

    private HowdahProcess demo(String... more) throws IOException {
        // PostgreSQL may run as another user, who must be able to pass
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        var words = new String[3 + more.length];
        words[0] = "demo";
        words[1] = "--listen";
        words[2] = "127.0.0.1:0";
        System.arraycopy(more, 0, words, 3, more.length);
        return HowdahProcess.start(Map.of("HOWDAH_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary), words);
    }

    private void remember(HowdahProcess demo) {
        ProcessHandle.of(demo.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .forEach(family::add);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        try (var left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
        assertThat(family).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    }

    @Test
    void showsTwoServersForAsLongAsAsked() throws Exception {
        try (var demo = demo("--duration", "4s")) {
            var url = demo.awaitOutput(METRICS).group(1);
            remember(demo);
            Await.until("both are up", () -> {
                var samples = Samples.parse(Service.text(url));
                return samples.has("postgresql_up", 1, "target", "demo-primary")
                        && samples.has("postgresql_up", 1, "target", "demo-replica");
            });
            var ended = demo.end(Await.LIMIT);
            assertThat(ended.status()).as(ended.err()).isZero();
            assertThat(ended.out()).contains("demo-primary", "demo-replica", "standby");
            assertThat(ended.err()).doesNotContain("\tat ", "ERROR");
            assertThat(family).hasSizeGreaterThan(10);
        }
    }

    @Test
    void endsWithCtrlC() throws Exception {
        try (var demo = demo()) {
            demo.awaitOutput("Ctrl-C ends it.");
            remember(demo);
            demo.signal("INT");
            assertThat(demo.end(Await.LIMIT).status()).isZero();
        }
    }

    @Test
    void endsThoughItIsStillStarting() throws Exception {
        try (var demo = demo()) {
            demo.awaitOutput("starting PostgreSQL 18");
            Await.until("there is something to remove", () -> {
                try (var made = Files.list(temporary)) {
                    return made.findAny().isPresent();
                }
            });
            demo.signal("TERM");
            assertThat(demo.end(Await.LIMIT).status()).isZero();
        }
    }

    @Test
    void whatItCannotDoIsOneLineWithACure() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var ended = HowdahProcess.run("demo", "--listen", "127.0.0.1:" + taken.getLocalPort());
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .isEqualTo("howdah demo: 127.0.0.1:%d: the address cannot be had — choose another with --listen\n"
                            .formatted(taken.getLocalPort()));
        }
        try (var demo = demo("--postgres", "99")) {
            var ended = demo.end(Await.LIMIT);
            assertThat(ended.status()).isPositive();
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err().lines().toList().getLast())
                    .isEqualTo("howdah demo: PostgreSQL 99: no programs of this major — choose one of 11 to 18");
            assertThat(ended.err()).doesNotContain("\tat ");
        }
    }
}
