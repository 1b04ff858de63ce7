package dev.howdah.app.command;

import dev.howdah.app.config.Configuration;
import dev.howdah.app.config.Configuration.NamingChoice;
import dev.howdah.app.config.Configuration.PrometheusSettings;
import dev.howdah.app.demo.DemoCluster;
import dev.howdah.app.demo.LiveTable;
import dev.howdah.app.demo.ServerException;
import dev.howdah.app.wiring.Howdah;
import dev.howdah.catalog.CatalogFolders;
import dev.howdah.catalog.Choice;
import dev.howdah.catalog.Preset;
import dev.howdah.collector.target.DatabaseFilter;
import dev.howdah.collector.target.PostgresUrl;
import dev.howdah.collector.target.Target;
import dev.howdah.model.Attributes;
import dev.howdah.pipeline.http.ListenAddress;
import dev.howdah.pipeline.http.ListenException;
import dev.howdah.security.SecretReference;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows the product on servers of its own.
@Command(
        name = "demo",
        description = {
            "Starts a PostgreSQL primary with a streaming replica and some work to do, and watches both live.",
            "Needs no server and leaves nothing behind. Ends after --duration, or with Ctrl-C."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionOfThisBuild.class)
public final class DemoCommand implements Callable<Integer> {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            converter = DurationWord.class,
            description = "How long to show it, for example 30s; without it until Ctrl-C.")
    private @Nullable Duration duration;

    @Option(
            names = "--postgres",
            paramLabel = "MAJOR",
            defaultValue = "18",
            description = "Major version of the servers, 11 to 18; default ${DEFAULT-VALUE}.")
    private int major = 18;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9187",
            description = "Where the Prometheus endpoint listens; default ${DEFAULT-VALUE}.")
    private String listen = "127.0.0.1:9187";

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        var signals = Signals.handle();
        // it listens first: a port that is taken is said before anything was started
        try (var howdah = new Howdah(configuration(listen), InstantSource.system())) {
            start(howdah);
            try (var cluster = DemoCluster.start(major, line -> System.err.println("howdah: " + line))) {
                if (!signals.ended()) {
                    howdah.apply(targets(cluster));
                    show(howdah, signals);
                    // before its servers go, lest it says that they are down
                    howdah.apply(List.of());
                }
            } catch (ServerException e) {
                // Ctrl-C on a terminal reaches the servers too, perhaps before us: then it is no failure
                if (!signals.awaitEnd(Duration.ofMillis(500))) {
                    throw e;
                }
            }
        }
        return 0;
    }

    private void start(Howdah howdah) {
        try {
            howdah.start();
        } catch (ListenException e) {
            throw new CommandFailure(
                    Failures.FAILED,
                    "%s: the address cannot be had — choose another with --listen".formatted(listen),
                    e);
        }
    }

    static Configuration configuration(String listen) {
        try {
            return new Configuration(
                    CatalogFolders.Loaded.builtIn(),
                    List.of(),
                    List.of(),
                    8,
                    Optional.of(new PrometheusSettings(ListenAddress.parse(listen), false, NamingChoice.OPENTELEMETRY)),
                    List.of(),
                    ListenAddress.parse("127.0.0.1:0"));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(Failures.INVALID, "--listen: " + e.getMessage(), e);
        }
    }

    static List<Target> targets(DemoCluster cluster) {
        var password = SecretReference.of(cluster.password());
        return List.of(
                target("demo-primary", cluster.primaryUrl(), password),
                target("demo-replica", cluster.replicaUrl(), password));
    }

    private static Target target(String name, String url, SecretReference password) {
        return new Target(
                name,
                PostgresUrl.parse(url),
                password,
                DatabaseFilter.ALL,
                Attributes.of("environment", "demo"),
                INTERVAL,
                INTERVAL,
                Choice.of(Preset.STANDARD),
                Target.DEFAULT_DATABASE_SESSIONS);
    }

    private void show(Howdah howdah, Signals signals) throws InterruptedException {
        out.println(
                "PostgreSQL metrics for Prometheus:  " + howdah.prometheusUrl().orElse(""));
        out.println("Howdah's own metrics:               " + howdah.telemetryUrl());
        out.println(duration == null ? "Ctrl-C ends it." : "");
        var table = table();
        long end = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
        while (!signals.awaitEnd(INTERVAL) && (duration == null || System.nanoTime() - end < 0)) {
            table.show(howdah.latestSlots().latest());
        }
        out.println();
        System.err.println("howdah: ending, servers and their folder are removed");
    }

    static LiveTable table() {
        return new LiveTable(System.out, Boolean.getBoolean("howdah.terminal"));
    }
}
