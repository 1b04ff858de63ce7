package dev.howdah.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The samples of a page in the Prometheus text format, without time stamps.
final class Exposition {
    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final List<Sample> samples = new ArrayList<>();
    private final List<String> duplicates = new ArrayList<>();

    /// One line.
    record Sample(String name, Map<String, String> labels, double value) {}

    static Exposition parse(String text) {
        var page = new Exposition();
        var seen = new LinkedHashMap<String, Sample>();
        text.lines().filter(line -> !line.isEmpty() && !line.startsWith("#")).forEach(line -> {
            var sample = sample(line);
            page.samples.add(sample);
            if (seen.putIfAbsent(sample.name + sample.labels, sample) != null) {
                page.duplicates.add(line);
            }
        });
        return page;
    }

    private static Sample sample(String line) {
        var matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new GateException("not a line of the Prometheus text format: " + line);
        }
        var labels = new TreeMap<String, String>();
        if (matcher.group(2) != null) {
            var label = LABEL.matcher(matcher.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        return new Sample(matcher.group(1), labels, number(matcher.group(3)));
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    int size() {
        return samples.size();
    }

    List<String> duplicates() {
        return duplicates;
    }

    /// Samples of that name whose labels include these.
    List<Sample> find(String name, Map<String, String> labels) {
        return samples.stream()
                .filter(sample ->
                        sample.name.equals(name) && sample.labels.entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    /// The sum of all samples of that name; 0 when there are none.
    double sum(String name) {
        return find(name, Map.of()).stream().mapToDouble(Sample::value).sum();
    }

    /// The one sample of that name with these labels, given as names and values in turn.
    ///
    /// @throws GateException when there is none, or more than one
    double value(String name, String... labels) {
        var wanted = new LinkedHashMap<String, String>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        var found = find(name, wanted);
        if (found.size() != 1) {
            throw new GateException("%s%s: %d series, expected one".formatted(name, wanted, found.size()));
        }
        return found.getFirst().value;
    }
}
