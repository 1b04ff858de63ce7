package dev.howdah.bench;

import dev.howdah.app.demo.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Whether a server with a thousand databases is gone through within a minute, with no more sessions at a
/// time than configured, and whether its own scrapes stay punctual meanwhile.
@Command(
        name = "bench/run many-databases",
        description = "Measures rounds through very many databases, and prints each figure as a line: name value unit.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ManyDatabasesBenchmark implements Callable<Integer> {
    /// Connections that the kernel counts beside those of a round: the session that Howdah keeps.
    private static final int KEPT = 1;

    @Option(names = "--postgres", paramLabel = "MAJOR", description = "The server's version.")
    private int postgres = 16;

    @Option(names = "--databases", paramLabel = "N", description = "Databases, each with one table.")
    private int databases = 1000;

    @Option(names = "--sessions", paramLabel = "N", description = "max_sessions of the target; 0 for the default.")
    private int sessions;

    @Option(names = "--rounds", paramLabel = "N", description = "How many rounds are watched.")
    private int rounds = 3;

    private final Figures figures = new Figures();

    private ManyDatabasesBenchmark() {}

    public static void main(String[] words) {
        System.exit(new CommandLine(new ManyDatabasesBenchmark()).execute(words));
    }

    @Override
    public Integer call() throws Exception {
        try (var folder = TemporaryFolder.make();
                var http = new Http();
                var server = PostgresServer.setup(postgres)
                        .setting("autovacuum", "off")
                        .start()) {
            Machine.print(figures);
            fill(server);
            measure(server, folder.path(), http);
            figures.print(System.out);
            return 0;
        } catch (GateException e) {
            System.err.println("bench: " + e.getMessage());
            return 1;
        }
    }

    private void fill(PostgresServer server) throws SQLException {
        System.err.printf("bench: making %d databases%n", databases);
        long begun = System.nanoTime();
        server.execute("create role monitor login in role pg_monitor", "create database model");
        server.executeIn("model", "create table orders (i int primary key)");
        try (Connection connection = server.connect("postgres");
                var statement = connection.createStatement()) {
            for (int i = 0; i < databases; i++) {
                statement.execute("create database d%d template model".formatted(i));
            }
        }
        figures.add("fixture.seconds", (System.nanoTime() - begun) / 1e9, "s");
        figures.add("fixture.databases", databases + 1L, "count");
    }

    private void measure(PostgresServer server, Path folder, Http http) throws Exception {
        String configured = sessions == 0 ? "" : "\n    databases: { max_sessions: %d }".formatted(sessions);
        int limit = sessions == 0 ? 2 : sessions;
        try (var howdah = HowdahSubject.start(
                server.url("monitor", "postgres") + configured, "collection: { interval: 15s }", folder, "")) {
            howdah.awaitReady(http);
            int most = 0;
            double latest = 0;
            double longest = 0;
            double cpu = ProcessUsage.cpuMillis(howdah.pid());
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(rounds);
            while (System.nanoTime() < end) {
                for (int i = 0; i < 100; i++) {
                    most = Math.max(most, atOnce(howdah.pid(), server.port()) - KEPT);
                    new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
                }
                var page = http.read(howdah.metrics());
                latest = Math.max(latest, page.sum("howdah_scrape_lateness_seconds"));
                longest = Math.max(longest, page.sum("howdah_scrape_duration_seconds"));
            }
            if (most > limit) {
                throw new GateException("%d sessions at a time, expected at most %d".formatted(most, limit));
            }
            report(http.read(howdah.metrics()), most, latest, longest);
            figures.add("cpu", (ProcessUsage.cpuMillis(howdah.pid()) - cpu) / rounds, "ms/round");
            figures.add("memory_resident", ProcessUsage.mebibytes(howdah.pid(), "VmRSS"), "MiB");
        }
    }

    /// How many connections to a port a process has at one moment. The server shows a session for a
    /// moment after its client has ended it, and the kernel's list is not taken in one moment, so what
    /// stands in two lists is counted: all that was there between the two.
    private static int atOnce(long pid, int port) throws IOException {
        var both = established(pid, port);
        both.retainAll(established(pid, port));
        return both.size();
    }

    private static Set<String> established(long pid, int port) throws IOException {
        var sockets = sockets(pid);
        var connection = Pattern.compile("\\s*\\d+: \\S+ \\S+:%04X 01(?: \\S+){5} (\\d+) .*".formatted(port));
        var found = new HashSet<String>();
        for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(file))) {
                var matcher = connection.matcher(line.replaceAll(" +", " "));
                if (matcher.matches() && sockets.contains(matcher.group(1))) {
                    found.add(matcher.group(1));
                }
            }
        }
        return found;
    }

    /// The numbers of a process' sockets.
    private static Set<String> sockets(long pid) throws IOException {
        var numbers = new HashSet<String>();
        try (var files = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (var file : files) {
                try {
                    numbers.add(Files.readSymbolicLink(file).toString().replaceAll("\\D", ""));
                } catch (NoSuchFileException _) {
                    // closed just now
                }
            }
        }
        return numbers;
    }

    private void report(Exposition page, int most, double latest, double longest) {
        long shown = page.find("postgresql_table_size_bytes", Map.of("db_collection_name", "orders"))
                .size();
        double asked = page.value("howdah_scrape_databases_asked");
        if (asked != databases + 1 || shown != databases + 1) {
            throw new GateException(
                    "%s databases were asked and %d are shown, expected %d".formatted(asked, shown, databases + 1));
        }
        figures.add("round.duration", page.value("howdah_scrape_databases_duration_seconds"), "s");
        figures.add("round.databases", (long) asked, "count");
        figures.add("round.points", (long) page.value("howdah_scrape_databases_points"), "count");
        figures.add("round.left_out", (long) page.sum("howdah_scrape_databases_left_out"), "count");
        figures.add("round.missed", (long) page.value("howdah_scrape_databases_rounds_missed_total"), "count");
        figures.add("sessions.most", most, "count");
        figures.add("scrape.latest", latest, "s");
        figures.add("scrape.longest", longest, "s");
        figures.add("series", page.size(), "count");
    }
}
