package dev.howdah.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Times the start of `./howdah run`, the launcher's shell included, against a server that is up.
final class StartUp {
    /// Howdah's default. The time-out is the interval at most, so a shorter one may fail the first, slowest
    /// scrape.
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private StartUp() {}

    /// Milliseconds since the process was started.
    ///
    /// @param firstSlot until the target's first slot was done
    /// @param firstPage until the endpoint had shown it
    /// @param cpu time of the process until then
    private record Start(double firstSlot, double firstPage, double cpu) {}

    static void measure(MeasuredServer server, int times, Path folder, Http http, Figures figures)
            throws IOException, InterruptedException {
        var starts = starts(server, times, folder, http, "");
        figures.add(
                "howdah.startup_first_slot",
                median(starts.stream().map(Start::firstSlot).toList()),
                "ms");
        figures.add("howdah.startup_first_slot_of_first_start", starts.getFirst().firstSlot, "ms");
        figures.add(
                "howdah.startup_first_page",
                median(starts.stream().map(Start::firstPage).toList()),
                "ms");
        figures.add("howdah.startup_cpu", median(starts.stream().map(Start::cpu).toList()), "ms");
        var without = starts(server, times, folder, http, "-XX:AOTMode=off");
        figures.add(
                "howdah.startup_first_slot_without_aot_cache",
                median(without.stream().map(Start::firstSlot).toList()),
                "ms");
    }

    private static List<Start> starts(MeasuredServer server, int times, Path folder, Http http, String javaOptions)
            throws IOException, InterruptedException {
        var starts = new ArrayList<Start>();
        for (int i = 0; i < times; i++) {
            try (var howdah = HowdahSubject.start(server, INTERVAL, folder, javaOptions)) {
                double firstSlot = howdah.awaitReady(http);
                // ready means that the target was tried; that it was reached is what counts
                if (http.read(howdah.metrics()).value("postgresql_up") != 1) {
                    throw new GateException("howdah: its first slot did not reach the server");
                }
                starts.add(new Start(firstSlot, howdah.millisSinceStart(), ProcessUsage.cpuMillis(howdah.pid())));
            }
        }
        return starts;
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
