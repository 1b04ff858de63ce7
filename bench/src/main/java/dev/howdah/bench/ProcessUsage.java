package dev.howdah.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the kernel says a process has used so far, user and system together. It counts in ticks of 10 ms,
/// so only a window of many scrapes means something.
final class ProcessUsage {
    /// `USER_HZ`: what user space sees is 100 a second on every Linux, whatever the kernel's own tick.
    private static final double MILLIS_PER_TICK = 10;

    private ProcessUsage() {}

    /// CPU time of one process.
    static double cpuMillis(long pid) {
        return ticks(Path.of("/proc", Long.toString(pid)), 13, 14) * MILLIS_PER_TICK;
    }

    /// CPU time of a process, of its children, and of all children that have ended: of a postmaster, the
    /// whole server.
    static double cpuMillisOfFamily(long parent) {
        var children = ProcessHandle.of(parent).map(ProcessHandle::children).orElseThrow();
        double ticks = 0;
        for (var child : children.toList()) {
            try {
                ticks += ticks(Path.of("/proc", Long.toString(child.pid())), 13, 14);
            } catch (UncheckedIOException _) {
                // a session that ended just now; the parent, which is read after it, has its time
            }
        }
        return (ticks + ticks(Path.of("/proc", Long.toString(parent)), 13, 14, 15, 16)) * MILLIS_PER_TICK;
    }

    /// A line of `/proc/PID/status` that is in kB: `VmRSS`, `VmHWM`.
    static double mebibytes(long pid, String name) {
        return read(Path.of("/proc", Long.toString(pid), "status"))
                        .lines()
                        .filter(line -> line.startsWith(name + ":"))
                        .map(line -> line.replaceAll("\\D", ""))
                        .mapToDouble(Double::parseDouble)
                        .findFirst()
                        .orElseThrow()
                / 1024;
    }

    /// CPU time of a JVM's threads that compile; those that have ended meanwhile are missing, so it is a
    /// lower bound.
    static double cpuMillisOfCompiler(long pid) {
        double ticks = 0;
        try (var threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (var thread : threads) {
                try {
                    if (read(thread.resolve("comm")).matches("C[12] CompilerThre\\s*")) {
                        ticks += ticks(thread, 13, 14);
                    }
                } catch (UncheckedIOException _) {
                    // ended just now
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("process %d: ended while it was measured".formatted(pid), e);
        }
        return ticks * MILLIS_PER_TICK;
    }

    /// The sum of fields of `/proc/PID/stat`, counted from 0 as proc(5) does less one.
    private static long ticks(Path of, int... fields) {
        String stat = read(of.resolve("stat"));
        // the second field is the program's name in brackets, in which anything may stand
        var afterName = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        long sum = 0;
        for (int field : fields) {
            sum += Long.parseLong(afterName.get(field - 2));
        }
        return sum;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": what it tells of ended while it was measured", e);
        }
    }
}
