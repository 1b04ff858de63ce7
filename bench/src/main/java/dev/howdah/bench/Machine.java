package dev.howdah.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Says on what was measured.
final class Machine {
    private Machine() {}

    static void print(Figures figures) throws IOException {
        figures.say("machine.cpu", first("/proc/cpuinfo", "model name\\s*: (.*)"));
        figures.add("machine.cores", Runtime.getRuntime().availableProcessors(), "count");
        figures.add("machine.memory", Long.parseLong(first("/proc/meminfo", "MemTotal:\\s*(\\d+) kB")) / 1024, "MiB");
        figures.say("machine.kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        figures.say("machine.jdk", System.getProperty("java.vendor") + " " + Runtime.version());
        figures.add("machine.load", Double.parseDouble(first("/proc/loadavg", "(\\S+)")), "processes");
    }

    private static String first(String file, String pattern) throws IOException {
        var matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
        return matcher.find() ? matcher.group(1) : "unknown";
    }
}
