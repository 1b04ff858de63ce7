package dev.howdah.catalog;

import dev.howdah.catalog.yaml.YamlMap;
import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.model.NumberKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the metrics of entries. A metric may be defined in several places, but everywhere alike.
final class MetricReader {
    /// OpenTelemetry names: lower case, words joined by _, parts by dots.
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(?:[._][a-z0-9]+)+");

    private static final Pattern UNIT = Pattern.compile("s|ms|By|1|\\{[a-z][a-z0-9_]*}");

    /// What scrapes say about themselves.
    private static final Pattern RESERVED = Pattern.compile("postgresql\\.up|howdah\\..*");

    private enum Type {
        GAUGE(MetricType.GAUGE),
        COUNTER(MetricType.COUNTER),
        UPDOWNCOUNTER(MetricType.UP_DOWN_COUNTER);

        private final MetricType metricType;

        Type(MetricType metricType) {
            this.metricType = metricType;
        }
    }

    private final Map<String, Metric> defined = new HashMap<>();

    /// Where metrics that stand in another file are defined; those of the file itself are not in it.
    private final Map<String, String> elsewhere = new HashMap<>();

    /// Takes note of a metric that exists, with which those of the next file must agree.
    void know(Metric metric, String place) {
        defined.put(metric.name(), metric);
        elsewhere.put(metric.name(), place);
        elsewhere.putIfAbsent(inPrometheus(metric.name()), place);
    }

    private static String inPrometheus(String name) {
        return name.replace('.', '_');
    }

    /// A metric's definition; empty after reporting that it cannot be understood.
    ///
    /// @param entryGrain what the entry says for those of its metrics that do not say it themselves
    /// @param entryPreset the smallest preset that has the entry
    Optional<MetricDefinition> read(YamlMap map, MetricDefinition.Grain entryGrain, Preset entryPreset) {
        try (map) {
            var metric = metric(map);
            var grain = grain(map, entryGrain);
            var preset = preset(map, entryPreset);
            var value = map.optionalString("value");
            var values = map.maps("values");
            var info = map.strings("info");
            int ways = (value == null ? 0 : 1) + (values.isEmpty() ? 0 : 1) + (info.isEmpty() ? 0 : 1);
            if (ways != 1) {
                map.problem(
                        "name", "'%s' has %d of value, values and info, expected one".formatted(metric.name(), ways));
                map.has("states");
                return Optional.empty();
            }
            if (!info.isEmpty()) {
                return Optional.of(new MetricDefinition.InfoColumns(metric, grain, preset, info));
            }
            if (map.has("states") && value != null) {
                return Optional.of(stateSet(metric, grain, preset, value, map.map("states")));
            }
            if (value != null) {
                return Optional.of(new MetricDefinition.Values(
                        metric, grain, preset, List.of(new MetricDefinition.Value(value, Attributes.empty()))));
            }
            return Optional.of(new MetricDefinition.Values(metric, grain, preset, values(values)));
        }
    }

    private Metric metric(YamlMap map) {
        String name = map.string("name");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            map.problem("name", "is '%s', expected lower-case words joined by dots and _".formatted(name));
        }
        if (!map.has("type")) {
            map.problem("type", "is missing in metric '%s', expected gauge, counter or updowncounter".formatted(name));
        }
        var type = map.oneOf("type", Type.class, Type.GAUGE).metricType;
        String unit = map.string("unit");
        if (!unit.isEmpty() && !UNIT.matcher(unit).matches()) {
            map.problem(
                    "unit",
                    "is '%s', expected s, ms, By, 1 or a word in braces such as {row} — convert in SQL"
                            .formatted(unit));
        }
        var number = map.oneOf("number", NumberKind.class, NumberKind.INTEGER);
        var metric = new Metric(name, map.string("description").strip(), unit, type, number);
        if (!elsewhere.isEmpty()) {
            return agreeing(map, metric);
        }
        var earlier = defined.putIfAbsent(name, metric);
        if (earlier != null && !earlier.equals(metric)) {
            map.problem(
                    "name",
                    "'%s' is defined elsewhere with another %s — give one of them another name"
                            .formatted(name, difference(earlier, metric)));
        }
        return earlier == null ? metric : earlier;
    }

    /// A user's metric: it may have the name of another when it is the same but for the words that
    /// describe it.
    private Metric agreeing(YamlMap map, Metric metric) {
        if (RESERVED.matcher(metric.name()).matches()) {
            map.problem("name", "'%s' is one that Howdah makes itself — choose another".formatted(metric.name()));
        }
        var earlier = defined.putIfAbsent(metric.name(), metric);
        if (earlier == null) {
            String other = elsewhere.get(inPrometheus(metric.name()));
            if (other != null) {
                map.problem(
                        "name",
                        "'%s' has in Prometheus the name of a metric of %s — choose another"
                                .formatted(metric.name(), other));
            }
            return metric;
        }
        var described = new Metric(metric.name(), earlier.description(), metric.unit(), metric.type(), metric.number());
        if (!earlier.equals(described)) {
            map.problem(
                    "name",
                    "'%s' has another %s than in %s — make them equal, or give it another name"
                            .formatted(
                                    metric.name(),
                                    difference(earlier, described),
                                    elsewhere.getOrDefault(metric.name(), "this file")));
        }
        return earlier;
    }

    private static String difference(Metric a, Metric b) {
        var parts = new ArrayList<String>();
        if (a.type() != b.type()) {
            parts.add("type");
        }
        if (!a.unit().equals(b.unit())) {
            parts.add("unit");
        }
        if (a.number() != b.number()) {
            parts.add("number");
        }
        if (!a.description().equals(b.description())) {
            parts.add("description");
        }
        return String.join(" and ", parts);
    }

    private static MetricDefinition.Grain grain(YamlMap map, MetricDefinition.Grain entryGrain) {
        String startTime = map.optionalString("start_time");
        return new MetricDefinition.Grain(
                map.has("attributes") ? map.strings("attributes") : entryGrain.attributes(),
                startTime == null ? entryGrain.startTime() : CatalogEntry.StartTime.of(startTime));
    }

    private static Preset preset(YamlMap map, Preset entryPreset) {
        var preset = map.oneOf("preset", Preset.class, entryPreset);
        if (!preset.holds(entryPreset)) {
            map.problem(
                    "preset",
                    "is smaller than the entry's, %s — give the entry the smaller one"
                            .formatted(entryPreset.name().toLowerCase(Locale.ROOT)));
        }
        return preset;
    }

    private static MetricDefinition stateSet(
            Metric metric, MetricDefinition.Grain grain, Preset preset, String column, YamlMap states) {
        try (states) {
            var words = states.stringList("of");
            if (words.isEmpty()) {
                states.problem("of", "is empty, expected the list of states");
            }
            return new MetricDefinition.StateSet(metric, grain, preset, column, states.string("attribute"), words);
        }
    }

    private static List<MetricDefinition.Value> values(List<YamlMap> maps) {
        var result = new ArrayList<MetricDefinition.Value>();
        var seen = new HashMap<Attributes, String>();
        for (var map : maps) {
            try (map) {
                String column = map.string("column");
                var attributes = Attributes.of(map.strings("attributes"));
                String earlier = seen.putIfAbsent(attributes, column);
                if (earlier != null) {
                    map.problem(
                            "column",
                            "'%s' has the same attributes %s as '%s' — tell them apart"
                                    .formatted(column, attributes, earlier));
                }
                result.add(new MetricDefinition.Value(column, attributes));
            }
        }
        return result;
    }
}
