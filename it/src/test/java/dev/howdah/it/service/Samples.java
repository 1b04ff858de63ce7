package dev.howdah.it.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// What stands in an answer in the Prometheus text format.
record Samples(List<Sample> all) {
    Samples {
        all = List.copyOf(all);
    }

    record Sample(String name, Map<String, String> labels, double value) {
        private boolean has(String... labelsAndValues) {
            for (int i = 0; i < labelsAndValues.length; i += 2) {
                if (!Objects.equals(labels.get(labelsAndValues[i]), labelsAndValues[i + 1])) {
                    return false;
                }
            }
            return true;
        }
    }

    static Samples parse(String text) {
        return new Samples(text.lines()
                .filter(line -> !line.startsWith("#") && !line.isEmpty())
                .map(line -> new Line(line).parse())
                .toList());
    }

    /// One line, read character by character: a label's value may hold whatever it wants.
    private static final class Line {
        private final String text;
        private int at;

        private Line(String text) {
            this.text = text;
        }

        private Sample parse() {
            String name = until("{ ");
            var labels = new TreeMap<String, String>();
            if (text.charAt(at) == '{') {
                at++;
                while (text.charAt(at) != '}') {
                    String label = until("=");
                    at += 2;
                    labels.put(label, quoted());
                    if (text.charAt(at) == ',') {
                        at++;
                    }
                }
                at++;
            }
            return new Sample(name, labels, number(text.substring(at).strip().split(" ", -1)[0]));
        }

        private static double number(String word) {
            return switch (word) {
                case "+Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(word);
            };
        }

        private String until(String ends) {
            int begin = at;
            while (ends.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(begin, at);
        }

        private String quoted() {
            var value = new StringBuilder();
            for (; text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\') {
                    at++;
                    value.append(text.charAt(at) == 'n' ? '\n' : text.charAt(at));
                } else {
                    value.append(text.charAt(at));
                }
            }
            at++;
            return value.toString();
        }
    }

    /// Those of that name that have these labels, and maybe others.
    List<Sample> find(String name, String... labelsAndValues) {
        return all.stream()
                .filter(sample -> sample.name().equals(name) && sample.has(labelsAndValues))
                .toList();
    }

    /// The value of the only one; empty when there is none.
    OptionalDouble value(String name, String... labelsAndValues) {
        var found = find(name, labelsAndValues);
        if (found.size() > 1) {
            throw new AssertionError("%s %s: one expected, found %s".formatted(name, List.of(labelsAndValues), found));
        }
        return found.stream().mapToDouble(Sample::value).findFirst();
    }

    boolean has(String name, double value, String... labelsAndValues) {
        var found = value(name, labelsAndValues);
        return found.isPresent() && found.getAsDouble() == value;
    }

    /// The different values of a label.
    List<String> valuesOf(String label, String name, String... labelsAndValues) {
        var values = new ArrayList<String>();
        for (var sample : find(name, labelsAndValues)) {
            String value = sample.labels().get(label);
            if (value != null && !values.contains(value)) {
                values.add(value);
            }
        }
        return values;
    }
}
