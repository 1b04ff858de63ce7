package dev.howdah.catalog.naming;

import dev.howdah.catalog.Vocabulary;
import dev.howdah.catalog.yaml.YamlMap;
import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.alias.Alias;
import dev.howdah.model.alias.LabelSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Reads one alias and checks it against the metrics that there are.
final class AliasReader {
    private static final Pattern NAME = Pattern.compile("pg_[a-z0-9_]*(\\{[a-z._]+}[a-z0-9_]*)?");
    private static final Pattern LABEL = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern SOURCE = Pattern.compile("(first|second|lower|constant)\\((.*)\\)");

    /// By how much a value of a unit is multiplied to have it in the unit's base; by unit.
    private static final Map<String, Map<String, Double>> PER_BASE =
            Map.of("s", Map.of("s", 1.0, "ms", 1e3), "ms", Map.of("ms", 1.0, "s", 1e-3));

    private final YamlMap map;
    private final Vocabulary vocabulary;
    private final Common common;

    /// What the aliases of a group share.
    ///
    /// @param drop attributes that deliberately become no label
    record Common(Map<String, LabelSource> labels, List<String> required, List<String> drop, List<String> without) {}

    AliasReader(YamlMap map, Vocabulary vocabulary, Common common) {
        this.map = map;
        this.vocabulary = vocabulary;
        this.common = common;
    }

    /// The alias; empty after reporting that its metric does not exist.
    Optional<NameTable.Row> read() {
        String name = map.string("name");
        if (!NAME.matcher(name).matches()) {
            map.problem("name", "is '%s', expected pg_, lower-case letters, digits and _".formatted(name));
        }
        String metricName = map.string("metric");
        var labels = new LinkedHashMap<>(common.labels);
        labels.putAll(labels(map));
        var required = joined("required", common.required);
        var where = Attributes.of(map.strings("where"));
        var drop = joined("drop", common.drop);
        String help = map.string("help", "");
        String unit = map.string("unit", "");
        String note = map.string("note", "");
        var without = joined("without", common.without);
        var metric = vocabulary.metric(metricName);
        if (metric.isEmpty()) {
            map.problem("metric", NameTableReader.unknown("metric", metricName, vocabulary.names()));
            return Optional.empty();
        }
        double factor = factor(name, metric.get(), unit);
        var alias = new Alias(
                name, help, metricName, where, required, labels, Math.max(factor, 1), Math.max(1 / factor, 1));
        checkAttributes(alias, drop);
        return Optional.of(new NameTable.Row(alias, without, note));
    }

    private List<String> joined(String key, List<String> shared) {
        var all = new ArrayList<>(shared);
        all.addAll(map.stringList(key));
        return all;
    }

    /// What our value is multiplied by.
    private double factor(String name, Metric metric, String unit) {
        String wanted = unit.isEmpty() ? metric.unit() : unit;
        String named = name.replaceFirst("_total$", "");
        if ((named.endsWith("_seconds") && !wanted.equals("s")) || (named.endsWith("_bytes") && !wanted.equals("By"))) {
            map.problem("name", "'%s' says another unit than '%s' — correct the unit".formatted(name, wanted));
        }
        var factor = wanted.equals(metric.unit())
                ? Double.valueOf(1)
                : PER_BASE.getOrDefault(metric.unit(), Map.of()).get(wanted);
        if (factor == null) {
            map.problem(
                    "unit",
                    "is '%s', into which '%s' of %s cannot be converted — leave it out, or name s or ms for a time"
                            .formatted(unit, metric.unit(), metric.name()));
            return 1;
        }
        return factor;
    }

    /// Each attribute is used, fixed or dropped on purpose, lest two series become one.
    private void checkAttributes(Alias alias, List<String> drop) {
        var known = vocabulary.attributes(alias.metric());
        var named = new TreeSet<>(alias.attributesUsed());
        named.addAll(drop);
        named.addAll(alias.required());
        for (int i = 0; i < alias.where().size(); i++) {
            named.add(alias.where().key(i));
        }
        for (String attribute : named) {
            if (!known.contains(attribute)) {
                map.problem("name", NameTableReader.unknown("attribute", attribute, known));
            }
        }
        for (String attribute : known) {
            if (!named.contains(attribute)) {
                map.problem(
                        "name",
                        "leaves out attribute '%s' of %s — make it a label, fix it by 'where', or 'drop' it"
                                .formatted(attribute, alias.metric()));
            }
        }
    }

    /// The labels of an alias or of a group.
    static Map<String, LabelSource> labels(YamlMap map) {
        var labels = new LinkedHashMap<String, LabelSource>();
        map.strings("labels").forEach((label, text) -> {
            if (!LABEL.matcher(label).matches()) {
                map.problem("labels", "has the label '%s', expected lower-case letters, digits and _".formatted(label));
            }
            labels.put(label, source(text));
        });
        return labels;
    }

    private static LabelSource source(String text) {
        var matcher = SOURCE.matcher(text);
        if (!matcher.matches()) {
            return new LabelSource.Whole(text);
        }
        String argument = matcher.group(2);
        return switch (matcher.group(1)) {
            case "first" -> new LabelSource.First(argument);
            case "second" -> new LabelSource.Second(argument);
            case "lower" -> new LabelSource.Lower(argument);
            default -> new LabelSource.Constant(argument);
        };
    }
}
