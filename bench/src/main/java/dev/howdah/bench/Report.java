package dev.howdah.bench;

import dev.howdah.bench.SteadyState.Cost;
import dev.howdah.bench.SteadyState.Page;
import java.util.HashMap;
import java.util.Map;

/// Turns costs into figures: for each scrape, and for what a scrape brought. Howdah asks some things once a
/// minute and shows them until it asks again, so it is charged by the points that it really collected, the
/// exporter by all series that it shows.
final class Report {
    private static final String[] COMPARED = {"cpu", "wall", "statement_time", "statements", "server_cpu"};

    private final Figures figures;
    private final int scrapes;

    /// For each of what is compared, Howdah's cost of a point and the exporter's of a series.
    private final Map<String, Double> howdahs = new HashMap<>();

    /// Howdah's cost of a series that it shows.
    private final Map<String, Double> howdahsShown = new HashMap<>();

    private final Map<String, Double> exporters = new HashMap<>();

    Report(Figures figures, int scrapes) {
        this.figures = figures;
        this.scrapes = scrapes;
    }

    void howdah(Subject howdah, Cost cost) {
        // a scrape that two fetches saw brought its points once; one that none saw, none: that costs us, not the
        // exporter
        var seen = cost.pages().stream().distinct().toList();
        double asked = seen.stream().mapToDouble(Page::askedSeconds).sum() * 1e3;
        double points = seen.stream().mapToDouble(Page::points).sum();
        double series = cost.pages().stream().mapToInt(Page::series).sum();
        print("howdah", cost, asked + cost.fetchMillis(), howdah.pid());
        figures.add("howdah.scrapes_seen", seen.size(), "count");
        figures.add("howdah.cpu_of_compiling", cost.compilerMillis() / scrapes, "ms/scrape");
        figures.add("howdah.wall_of_asking", asked / scrapes, "ms/scrape");
        figures.add("howdah.wall_of_fetch", cost.fetchMillis() / scrapes, "ms/scrape");
        figures.add("howdah.points", points / scrapes, "points/scrape");
        figures.add("howdah.series", cost.pages().getLast().series(), "count");
        each("howdah", cost, asked + cost.fetchMillis(), series, "series", howdahsShown);
        each("howdah", cost, asked + cost.fetchMillis(), points, "point", howdahs);
    }

    void exporter(Subject exporter, Cost cost) {
        double series = cost.pages().stream().mapToInt(Page::series).sum();
        print("exporter", cost, cost.fetchMillis(), exporter.pid());
        figures.add("exporter.series", cost.pages().getLast().series(), "count");
        each("exporter", cost, cost.fetchMillis(), series, "series", exporters);
    }

    private void print(String name, Cost cost, double wallMillis, long pid) {
        figures.add(name + ".cpu", cost.cpuMillis() / scrapes, "ms/scrape");
        figures.add(name + ".wall", wallMillis / scrapes, "ms/scrape");
        figures.add(name + ".statement_time", cost.statementMillis() / scrapes, "ms/scrape");
        figures.add(name + ".statements", cost.statements() / (double) scrapes, "count/scrape");
        figures.add(name + ".server_cpu", cost.serverCpuMillis() / scrapes, "ms/scrape");
        figures.add(name + ".memory_resident", ProcessUsage.mebibytes(pid, "VmRSS"), "MiB");
        figures.add(name + ".memory_resident_peak", ProcessUsage.mebibytes(pid, "VmHWM"), "MiB");
    }

    private void each(
            String name, Cost cost, double wallMillis, double things, String thing, Map<String, Double> compared) {
        compared.put("cpu", cost.cpuMillis() * 1e3 / things);
        compared.put("wall", wallMillis * 1e3 / things);
        compared.put("statement_time", cost.statementMillis() * 1e3 / things);
        compared.put("server_cpu", cost.serverCpuMillis() * 1e3 / things);
        compared.put("statements", cost.statements() * 1e3 / things);
        for (String what : COMPARED) {
            String unit = what.equals("statements") ? "count/1000" : "us";
            figures.add("%s.%s_per_%s".formatted(name, what, thing), compared.getOrDefault(what, 0.0), unit);
        }
    }

    /// How many times as much the exporter needs for a series as Howdah for a point, and for a series. What
    /// was too little for the clock in a short window has no ratio.
    void ratios() {
        for (String what : COMPARED) {
            ratio(what + "_ratio", what, howdahs);
            ratio(what + "_ratio_of_series_shown", what, howdahsShown);
        }
    }

    private void ratio(String name, String what, Map<String, Double> ours) {
        double howdah = ours.getOrDefault(what, 0.0);
        if (howdah > 0) {
            figures.add(name, exporters.getOrDefault(what, 0.0) / howdah, "x");
        }
    }
}
