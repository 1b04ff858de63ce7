package dev.howdah.model.alias;

import dev.howdah.model.Attributes;
import dev.howdah.model.Series;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The name under which another exporter shows series of one of our metrics.
///
/// @param name the other name; `{attribute}` in it stands for an attribute's value
/// @param help empty when our metric's description will do
/// @param metric our metric's name
/// @param where the values that these attributes must have
/// @param required attributes that must not be empty
/// @param labels the other exporter's labels
/// @param multiplier,divisor our value times the multiplier by the divisor is theirs; one of them is always 1
public record Alias(
        String name,
        String help,
        String metric,
        Attributes where,
        List<String> required,
        Map<String, LabelSource> labels,
        double multiplier,
        double divisor) {
    private static final Pattern PLACE = Pattern.compile("\\{([^}]+)}");

    public Alias {
        required = List.copyOf(required);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /// Whether a series of the metric is meant.
    public boolean fits(Series series) {
        var attributes = series.attributes();
        for (int i = 0; i < where.size(); i++) {
            if (!where.value(i).equals(attributes.get(where.key(i)))) {
                return false;
            }
        }
        for (String key : required) {
            String value = attributes.get(key);
            if (value == null || value.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /// The name for a series; characters that names do not have are `_`.
    public String nameOf(Series series) {
        return PLACE.matcher(name).replaceAll(place -> {
            String value = new LabelSource.Whole(place.group(1)).of(series.attributes());
            return Matcher.quoteReplacement(value.replaceAll("[^a-zA-Z0-9_]", "_"));
        });
    }

    /// The labels for a series, sorted by name.
    public SortedMap<String, String> labelsOf(Series series) {
        var values = new TreeMap<String, String>();
        labels.forEach((label, source) -> values.put(label, source.of(series.attributes())));
        return values;
    }

    /// The attributes that the name or a label is made of.
    public List<String> attributesUsed() {
        var inName = PLACE.matcher(name).results().map(place -> place.group(1));
        var inLabels = labels.values().stream().flatMap(source -> source.attribute().stream());
        return Stream.concat(inName, inLabels).distinct().toList();
    }
}
