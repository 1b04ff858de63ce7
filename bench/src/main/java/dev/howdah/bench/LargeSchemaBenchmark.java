package dev.howdah.bench;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.bench.Exposition.Sample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What it costs to scrape a schema of 60,000 tables and 120,000 indexes, beside one partitioned table of
/// 3,000 partitions in two levels, and whether each scrape shows the same relations.
@Command(
        name = "bench/run large-schema",
        description = "Measures scrapes of a very large schema, and prints each figure as a line: name value unit.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class LargeSchemaBenchmark implements Callable<Integer> {
    private static final String RELATIONS = "postgresql_rows";
    private static final String INDEXES = "postgresql_index_scans_total";
    private static final String PARTITIONS = "postgresql_partition_rows";
    private static final String DURATION = "howdah_scrape_duration_seconds";

    @Option(names = "--postgres", paramLabel = "MAJOR", description = "The server's version.")
    private int postgres = 16;

    @Option(names = "--tables", paramLabel = "N", description = "Tables, each with two indexes.")
    private int tables = 60_000;

    @Option(names = "--partitions", paramLabel = "N", description = "Partitions of one table.")
    private int partitions = 3000;

    @Option(names = "--scrapes", paramLabel = "N", description = "How many scrapes are measured.")
    private int scrapes = 100;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            converter = Settings.DurationWord.class,
            defaultValue = "4s",
            description = "Time between scrapes; entries about relations run in each of them.")
    private Duration interval = Duration.ofSeconds(4);

    private final Figures figures = new Figures();

    private LargeSchemaBenchmark() {}

    public static void main(String[] words) {
        System.exit(new CommandLine(new LargeSchemaBenchmark()).execute(words));
    }

    @Override
    public Integer call() throws Exception {
        try (var folder = TemporaryFolder.make();
                var http = new Http();
                var server = PostgresServer.setup(postgres)
                        .setting("max_locks_per_transaction", "4096")
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

    private void fill(PostgresServer server) throws Exception {
        progress("making %d tables and %d partitions".formatted(tables, partitions));
        long begun = System.nanoTime();
        server.execute("create role monitor login in role pg_monitor");
        for (int from = 0; from < tables; from += 1000) {
            server.execute("""
                    do $$ begin for i in %d..%d loop
                      execute format('create table t%%s (i int primary key, j int unique)', i);
                    end loop; end $$""".formatted(from, Math.min(from + 1000, tables) - 1));
        }
        // tables that the priority filter must find
        for (int i = 0; i < 5; i++) {
            server.execute("insert into t%d select g, g from generate_series(1, 100001) g".formatted(i * (tables / 5)));
        }
        server.execute(
                "create table parts (a int, b int, v int) partition by list (a)",
                "create index on parts (v)",
                """
                do $$ begin for a in 1..%d loop
                  execute format('create table parts_%%s partition of parts for values in (%%s) partition by list (b)', a, a);
                  for b in 1..100 loop
                    execute format('create table parts_%%s_%%s partition of parts_%%s for values in (%%s)', a, b, a, b);
                  end loop;
                end loop; end $$""".formatted(partitions / 100),
                "insert into parts select 1 + g %% %d, 1 + g %% 100, g from generate_series(1, 30000) g"
                        .formatted(partitions / 100));
        // in a session of its own, since what the other inserted is told when it ends; the catalogs too, as autovacuum
        // would: without it the server guesses their size
        server.execute("analyze", "checkpoint");
        figures.add("fixture.seconds", (System.nanoTime() - begun) / 1e9, "s");
        figures.add("fixture.tables", tables, "count");
        figures.add("fixture.indexes", 2L * tables, "count");
        figures.add("fixture.partitions", partitions, "count");
    }

    private void measure(PostgresServer server, Path folder, Http http) throws Exception {
        var entries = List.of(
                "table_selection",
                "index_selection",
                "partition_selection",
                "tables",
                "table_sizes",
                "indexes",
                "partitioned_tables",
                "partitioned_table_sizes",
                "partitioned_indexes",
                "partitions");
        String every = "%dms".formatted(interval.toMillis());
        var collection = "collection: { interval: %s, entries: { %s } }"
                .formatted(
                        every,
                        entries.stream()
                                .map(entry -> "%s: { interval: %s }".formatted(entry, every))
                                .collect(Collectors.joining(", ")));
        try (var howdah = HowdahSubject.start(server.url("monitor", "postgres"), collection, folder, "")) {
            howdah.awaitReady(http);
            var first = firstWhole(howdah, http);
            figures.add("scrape.first", first.sum(DURATION), "s");
            var names = names(first);
            gate(first);
            var durations = new ArrayList<Double>();
            var memory = new ArrayList<Double>();
            double cpu = ProcessUsage.cpuMillis(howdah.pid());
            double serverCpu = ProcessUsage.cpuMillisOfFamily(server.pid());
            Exposition last = first;
            for (int i = 0; i < scrapes; i++) {
                new CountDownLatch(1).await(interval.toMillis(), TimeUnit.MILLISECONDS);
                last = http.read(howdah.metrics());
                durations.add(last.sum(DURATION));
                memory.add(ProcessUsage.mebibytes(howdah.pid(), "VmRSS"));
                if (!names(last).equals(names)) {
                    throw new GateException("scrape %d shows other relations than the first".formatted(i));
                }
            }
            gate(last);
            durations.sort(null);
            figures.add("scrape.median", durations.get(scrapes / 2), "s");
            figures.add("scrape.longest", durations.getLast(), "s");
            figures.add("cpu", (ProcessUsage.cpuMillis(howdah.pid()) - cpu) / scrapes, "ms/scrape");
            figures.add(
                    "server_cpu", (ProcessUsage.cpuMillisOfFamily(server.pid()) - serverCpu) / scrapes, "ms/scrape");
            figures.add("memory_resident.after_10", memory.get(Math.min(10, scrapes) - 1), "MiB");
            figures.add("memory_resident.after_%d".formatted(scrapes), memory.getLast(), "MiB");
            figures.add(
                    "memory_resident.longest",
                    memory.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                    "MiB");
            report(last, entries);
        }
    }

    /// The first page for which every entry has run: with a short interval and a server whose cache is cold, what does
    /// not fit the first scrape's budget runs in the next.
    private Exposition firstWhole(Subject howdah, Http http) throws Exception {
        for (int i = 0; i < 20; i++) {
            var page = http.read(howdah.metrics());
            if (unfinished(page).isEmpty()) {
                return page;
            }
            new CountDownLatch(1).await(interval.toMillis(), TimeUnit.MILLISECONDS);
        }
        throw new GateException("after 20 scrapes there are still entries that did not end ok: "
                + unfinished(http.read(howdah.metrics())));
    }

    /// Entries that ended otherwise than a server and a role like these explain.
    private static List<String> unfinished(Exposition page) {
        return page.find("howdah_scrape_entry_outcome", Map.of()).stream()
                .filter(sample -> !Set.of("ok", "missing", "denied")
                        .contains(String.valueOf(sample.labels().get("outcome"))))
                .map(sample ->
                        sample.labels().get("entry") + " " + sample.labels().get("outcome"))
                .toList();
    }

    /// What the page must say before any figure counts.
    private void gate(Exposition page) {
        expect(page, "postgresql_tables", tables + 0.0);
        expect(page, "postgresql_indexes", 2.0 * tables);
        expect(page, "postgresql_partitions", partitions);
        if (shown(page, RELATIONS).size() > 1001 || shown(page, PARTITIONS).size() > 100) {
            throw new GateException("more relations are shown than the limits allow");
        }
        for (int i = 0; i < 5; i++) {
            page.value(RELATIONS, "db_collection_name", "t" + i * (tables / 5), "state", "live");
        }
        if (page.value(RELATIONS, "db_collection_name", "parts", "state", "live") != 30_000) {
            throw new GateException("the rows of the partitioned table are not the sum of its partitions");
        }
        if (!page.duplicates().isEmpty()) {
            throw new GateException(
                    "a line is there twice: " + page.duplicates().getFirst());
        }
        if (!unfinished(page).isEmpty()) {
            throw new GateException("entries did not end ok: " + unfinished(page));
        }
    }

    private static void expect(Exposition page, String name, double expected) {
        double observed = page.value(name);
        if (observed != expected) {
            throw new GateException("%s: %s, expected %s".formatted(name, observed, expected));
        }
    }

    private static Set<String> names(Exposition page) {
        var names = new TreeSet<String>();
        names.addAll(shown(page, RELATIONS));
        names.addAll(shown(page, PARTITIONS));
        page.find(INDEXES, Map.of())
                .forEach(sample -> names.add("index " + sample.labels().get("postgresql_index_name")));
        return names;
    }

    private static Set<String> shown(Exposition page, String metric) {
        return page.find(metric, Map.of()).stream()
                .map(sample -> String.valueOf(sample.labels().get("db_collection_name")))
                .collect(Collectors.toSet());
    }

    private void report(Exposition page, List<String> entries) {
        figures.add("series", page.size(), "count");
        figures.add("shown.tables", shown(page, RELATIONS).size(), "count");
        figures.add("shown.partitions", shown(page, PARTITIONS).size(), "count");
        figures.add("shown.indexes", page.find(INDEXES, Map.of()).size(), "count");
        for (Sample sample : page.find("postgresql_relations_left_out", Map.of())) {
            figures.add(
                    "left_out.%s.%s"
                            .formatted(
                                    sample.labels().get("kind"), sample.labels().get("reason")),
                    (long) sample.value(),
                    "count");
        }
        for (String entry : entries) {
            figures.add(
                    "entry." + entry, page.value("howdah_scrape_entry_duration_seconds", "entry", entry) * 1000, "ms");
        }
    }

    private static void progress(String what) {
        System.err.println("bench: " + what);
    }
}
