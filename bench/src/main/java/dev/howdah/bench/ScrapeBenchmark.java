package dev.howdah.bench;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// What a scrape costs in steady state, beside what it costs Debian's prometheus-postgres-exporter on the
/// same server in the same run; and how long the start takes.
@Command(
        name = "bench/run scrape",
        description = "Measures what a scrape costs, and prints each figure as a line: name value unit.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ScrapeBenchmark implements Callable<Integer> {
    /// It is compiled before it runs; what it has to get ready is its connection.
    private static final int PEER_WARM_UP = 60;

    @Mixin
    private final Settings settings = new Settings();

    private ScrapeBenchmark() {}

    public static void main(String[] words) {
        System.exit(new CommandLine(new ScrapeBenchmark()).execute(words));
    }

    @Override
    public Integer call() throws Exception {
        try (var folder = TemporaryFolder.make();
                var http = new Http()) {
            settings.check();
            measure(folder.path(), http).print(System.out);
            return 0;
        } catch (GateException e) {
            System.err.println("bench: " + e.getMessage());
            return 1;
        }
    }

    private Figures measure(Path folder, Http http) throws Exception {
        var figures = new Figures();
        Machine.print(figures);
        var program = settings.noPeer ? null : Peer.program();
        try (var server = MeasuredServer.start(settings.postgres)) {
            figures.say("postgres.version", server.version());
            settings.print(figures);
            progress("starting %d times with and without the ahead-of-time cache".formatted(settings.starts));
            StartUp.measure(server, settings.starts, folder, http, figures);
            var report = new Report(figures, settings.scrapes);
            var gate = new CorrectnessGate(server, http);
            var steady = new SteadyState(server, settings, http);
            try (var howdah = HowdahSubject.start(server, settings.interval, folder, "")) {
                howdah.awaitReady(http);
                progress("howdah: warm-up, gate, %d scrapes".formatted(settings.scrapes));
                steady.skip(howdah, settings.warmUp);
                double commits = server.commits();
                steady.skip(howdah, 2);
                gate.passHowdah(howdah, commits);
                report.howdah(howdah, steady.measure(howdah));
            }
            if (program != null) {
                figures.say("exporter.version", Peer.version(program));
                try (var peer = Peer.start(server, folder, program)) {
                    peer.awaitReady(http);
                    progress("exporter: warm-up, gate, %d scrapes".formatted(settings.scrapes));
                    steady.skip(peer, Math.min(settings.warmUp, PEER_WARM_UP));
                    gate.passPeer(peer);
                    report.exporter(peer, steady.measure(peer));
                }
                report.ratios();
            }
            figures.add("gate.checks_passed", gate.checks(), "count");
            return figures;
        }
    }

    private static void progress(String what) {
        System.err.println("bench: " + what);
    }
}
