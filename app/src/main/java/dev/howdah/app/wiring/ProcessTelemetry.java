package dev.howdah.app.wiring;

import dev.howdah.model.telemetry.Telemetry;
import java.io.IOException;
import java.lang.ProcessHandle.Info;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// What the process itself costs, under the OpenTelemetry Collector's names.
final class ProcessTelemetry {
    private ProcessTelemetry() {}

    static void register(Telemetry telemetry) {
        var process = ProcessHandle.current();
        var started = process.info().startInstant().orElseGet(Instant::now);
        telemetry.observedCounter(
                "otelcol_process_uptime",
                "Seconds since the process was started.",
                () -> Duration.between(started, Instant.now()).toMillis() / 1e3);
        telemetry.observedCounter(
                "otelcol_process_cpu_seconds",
                "CPU time of the process, user and system, in seconds.",
                () -> cpuSeconds(process.info()));
        telemetry.gauge(
                "otelcol_process_memory_rss",
                "Resident memory of the process, in bytes; NaN where there is no /proc.",
                ProcessTelemetry::residentBytes);
        telemetry.gauge(
                "howdah_process_heap_used_bytes",
                "Heap in use, garbage included.",
                () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }

    private static double cpuSeconds(Info info) {
        return info.totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    private static double residentBytes() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
