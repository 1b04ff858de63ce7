package dev.howdah.pipeline.prometheus;

import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.model.Resource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Translates OpenTelemetry names to Prometheus names, by the rules of OpenTelemetry's Prometheus compatibility
/// page:
///
/// - what is not a letter, a digit or `_` becomes `_`, several `_` become one, a leading digit gets a `_` in
///   front;
/// - the unit becomes the name's last word unless it is already (`By` → `_bytes`, `s` → `_seconds`, `1` →
///   `_ratio` for gauges only, `{row}` → nothing), then counters get `_total`.
///
/// Deliberately different: values in other units of time and size (`ms`, `us`, `KiBy`, …) are converted, so
/// that a metric in `ms` is shown in seconds as `_seconds`. Base units are what Prometheus recommends and what
/// `promtool check metrics` asks for. `:` is replaced too, since Prometheus keeps it for recording rules, and
/// `_total` is taken from the name of what is no counter, and `_count`, which Prometheus keeps for histograms,
/// gives way to the plural: `postgresql.database.count` is `postgresql_databases`.
public final class PrometheusNames {
    static final String TARGET = "target";
    static final String TARGET_INFO = "target_info";
    static final String TOTAL = "_total";
    private static final String COUNT = "_count";

    private PrometheusNames() {}

    /// The metric as Prometheus sees it.
    static PrometheusMetric metric(Metric metric) {
        boolean counter = metric.type() == MetricType.COUNTER;
        var unit = PrometheusUnit.of(metric.unit(), metric.type() == MetricType.GAUGE);
        String family = withoutSuffix(snake(metric.name()), TOTAL);
        if (!counter && family.endsWith(COUNT)) {
            family = withoutSuffix(family, COUNT) + "s";
        }
        if (!unit.word().isEmpty() && !family.equals(unit.word()) && !family.endsWith("_" + unit.word())) {
            family = snake(family + "_" + unit.word());
        }
        String help = metric.description().isBlank() ? metric.name() : metric.description();
        return new PrometheusMetric(
                family,
                counter ? family + TOTAL : family,
                counter ? PrometheusType.COUNTER : PrometheusType.GAUGE,
                unit,
                help);
    }

    /// The name under which a metric's values stand in the text format.
    public static String sample(Metric metric) {
        return metric(metric).sample();
    }

    /// The name of a label.
    public static String label(String attribute) {
        return snake(attribute);
    }

    /// The labels that series of a resource have on the endpoint, sorted by name: `target`, the user's
    /// labels, and the attributes. An attribute that would hide one of the former gets the prefix
    /// `exported_`; attributes whose names become equal have their values joined by `;`, in order of
    /// their keys.
    public static SortedMap<String, String> labels(Resource resource, Attributes attributes) {
        var own = new TreeMap<String, String>();
        own.put(TARGET, resource.target());
        addAll(own, resource.labels(), Map.of(TARGET, resource.target()));
        var labels = new TreeMap<>(own);
        addAll(labels, attributes, own);
        return labels;
    }

    private static void addAll(Map<String, String> labels, Attributes attributes, Map<String, String> taken) {
        for (int i = 0; i < attributes.size(); i++) {
            String name = label(attributes.key(i));
            while (taken.containsKey(name)) {
                name = "exported_" + name;
            }
            labels.merge(name, attributes.value(i), (first, second) -> first + ";" + second);
        }
    }

    private static String withoutSuffix(String name, String suffix) {
        return name.length() > suffix.length() && name.endsWith(suffix)
                ? name.substring(0, name.length() - suffix.length())
                : name;
    }

    static String snake(String name) {
        var snake = new StringBuilder(name.length() + 1);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (digit && snake.isEmpty()) {
                snake.append('_');
            }
            if (digit || letter) {
                snake.append(c);
            } else if (snake.isEmpty() || snake.charAt(snake.length() - 1) != '_') {
                snake.append('_');
            }
        }
        return snake.toString();
    }
}
