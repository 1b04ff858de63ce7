package dev.howdah.catalog;

import dev.howdah.catalog.relations.RelationKind;
import dev.howdah.catalog.yaml.Problems;
import dev.howdah.catalog.yaml.YamlFile;
import dev.howdah.catalog.yaml.YamlMap;
import dev.howdah.model.MetricType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads catalog files strictly. One loader reads all files of a catalog, because names are unique across
/// them.
final class CatalogLoader {
    private static final Pattern ENTRY_NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.]*");
    private static final Set<String> PRIVILEGES =
            Set.of("pg_monitor", "pg_read_all_stats", "pg_read_all_settings", "pg_stat_scan_tables");

    private final Problems problems;
    private final Map<String, String> placeOfEntry = new HashMap<>();
    private final MetricReader metricReader = new MetricReader();

    /// What a user's file is loaded over; null for the catalog that comes with the program.
    private final @Nullable Catalog below;

    CatalogLoader(Problems problems) {
        this(problems, null);
    }

    CatalogLoader(Problems problems, @Nullable Catalog below) {
        this.problems = problems;
        this.below = below;
    }

    /// Where the entries stand that were loaded, by name: `file:line`.
    Map<String, String> places() {
        return placeOfEntry;
    }

    Catalog.Subject load(String file, String text) {
        try (var map = YamlFile.read(file, text, problems, value -> value)) {
            var entries = map.maps("entries");
            if (below != null) {
                knowMetricsOf(below, entries);
            }
            String subject = map.string("subject");
            String description = map.string("description");
            return new Catalog.Subject(
                    subject,
                    description,
                    entries.stream().map(entry -> entry(file, subject, entry)).toList());
        }
    }

    /// Those of entries that the file replaces do not count.
    private void knowMetricsOf(Catalog catalog, List<YamlMap> entries) {
        var replaced = new HashSet<String>();
        entries.forEach(entry -> replaced.add(entry.string("name", "")));
        for (var entry : catalog.entries()) {
            if (!replaced.contains(entry.name())) {
                String place = "entry %s (%s)".formatted(entry.name(), catalog.origin(entry));
                entry.metrics().forEach(metric -> metricReader.know(metric.metric(), place));
                if (entry.top() != null) {
                    entry.top().metrics().forEach(metric -> metricReader.know(metric.metric(), place));
                }
            }
        }
    }

    private CatalogEntry entry(String file, String subject, YamlMap map) {
        try (map) {
            String name = map.string("name");
            checkName(file, name, map);
            int since = map.integer("since", ServerFacts.OLDEST_MAJOR, ServerFacts.OLDEST_MAJOR, 99);
            int until = map.integer("until", Integer.MAX_VALUE, since, 99);
            String extension = map.optionalString("extension");
            String extensionSince = map.optionalString("extension_since");
            if (extensionSince != null && extension == null) {
                map.problem("extension_since", "stands without 'extension' — name the extension");
            }
            String privilege = map.optionalString("privilege");
            if (privilege != null && !PRIVILEGES.contains(privilege)) {
                map.problem("privilege", "is '%s', expected one of %s".formatted(privilege, sorted(PRIVILEGES)));
            }
            String function = map.optionalString("function");
            if (function != null && !ServerFacts.GRANTABLE_FUNCTIONS.contains(function)) {
                map.problem(
                        "function",
                        "is '%s', expected one of %s".formatted(function, sorted(ServerFacts.GRANTABLE_FUNCTIONS)));
            }
            Role role = map.oneOf("role", Role.class, Role.ANY);
            String sqlText = map.string("sql");
            var attributes = map.strings("attributes");
            var startTime = CatalogEntry.StartTime.of(map.optionalString("start_time"));
            var accumulate = map.stringList("accumulate");
            var preset = map.oneOf("preset", Preset.class, below == null ? Preset.STANDARD : Preset.MINIMAL);
            var grain = new MetricDefinition.Grain(attributes, startTime);
            var metrics = map.maps("metrics").stream()
                    .map(metric -> metricReader.read(metric, grain, preset))
                    .flatMap(Optional::stream)
                    .toList();
            if (metrics.isEmpty()) {
                map.problem("metrics", "is empty, expected at least one metric — add one or drop the entry");
            }
            if (!accumulate.isEmpty() && !metrics.stream().allMatch(MetricDefinition.Values.class::isInstance)) {
                map.problem("accumulate", "stands beside states or info, which cannot be added up — move them");
            }
            if (!accumulate.isEmpty()
                    && !metrics.stream().allMatch(metric -> metric.grain().equals(grain))) {
                map.problem("accumulate", "stands beside metrics with attributes of their own — move them elsewhere");
            }
            checkAttributes(attributes.keySet(), map);
            var roleAttributes = new TreeSet<>(map.stringList("role_attributes"));
            var top = top(map, accumulate, preset);
            var relations = new Relations(kind(map, "selects"), kind(map, "selection"));
            var sql = new SqlCheck(map, since, until, role, extension != null, relations, columns(metrics))
                    .check(sqlText, usedColumns(preset, accumulate, top, relations, metrics));
            return new CatalogEntry(
                    subject,
                    name,
                    map.string("description"),
                    since,
                    until,
                    extension,
                    extensionSince,
                    role,
                    map.oneOf("scope", Scope.class, Scope.SERVER),
                    preset,
                    map.oneOf("cost", Cost.class, Cost.LOW),
                    map.duration("interval", Duration.ZERO),
                    map.duration("timeout", Duration.ofSeconds(1)),
                    map.integer("row_limit", 1000, 1, 1_000_000),
                    privilege,
                    function,
                    sql,
                    attributes,
                    startTime,
                    accumulate,
                    top,
                    relations,
                    metrics,
                    roleAttributes,
                    below != null);
        }
    }

    private static Map<String, Set<String>> columns(List<MetricDefinition> metrics) {
        var columns = new LinkedHashMap<String, Set<String>>();
        metrics.forEach(metric -> columns.computeIfAbsent(metric.metric().name(), _ -> new TreeSet<>())
                .addAll(metric.columns()));
        return columns;
    }

    private static void checkAttributes(Set<String> names, YamlMap map) {
        for (String name : names) {
            if (!ATTRIBUTE_NAME.matcher(name).matches()) {
                map.problem(
                        "attributes", "'%s' is no attribute name, expected letters, digits, _ and .".formatted(name));
            }
        }
    }

    private static @Nullable RelationKind kind(YamlMap map, String key) {
        return map.has(key) ? map.oneOf(key, RelationKind.class, RelationKind.TABLES) : null;
    }

    private @Nullable Top top(YamlMap entry, List<String> accumulate, Preset preset) {
        if (!entry.has("top")) {
            return null;
        }
        if (accumulate.isEmpty()) {
            entry.problem("top", "stands without 'accumulate', which says what tells rows apart — add it");
        }
        try (var map = entry.map("top")) {
            var attributes = map.strings("attributes");
            var grain = new MetricDefinition.Grain(attributes, new CatalogEntry.StartTime.Statistics());
            var metrics = map.maps("metrics").stream()
                    .map(metric -> metricReader.read(metric, grain, preset))
                    .flatMap(Optional::stream)
                    .filter(CatalogLoader::isCounter)
                    .map(MetricDefinition.Values.class::cast)
                    .toList();
            if (metrics.isEmpty()) {
                map.problem("metrics", "has no counter, expected at least one");
            }
            return new Top(map.integer("limit", 100, 1, 10_000), map.string("by"), attributes, metrics);
        }
    }

    private static boolean isCounter(MetricDefinition definition) {
        return definition instanceof MetricDefinition.Values
                && definition.metric().type() == MetricType.COUNTER;
    }

    private void checkName(String file, String name, YamlMap map) {
        if (!name.isEmpty() && !ENTRY_NAME.matcher(name).matches()) {
            map.problem("name", "is '%s', expected lower-case letters, digits and _".formatted(name));
        }
        String place = "%s:%d".formatted(file, map.line("name"));
        String earlier = placeOfEntry.putIfAbsent(name, place);
        if (earlier != null) {
            map.problem("name", "'%s' is taken by %s — choose another".formatted(name, earlier));
        }
    }

    /// What uses a column in each preset that has the entry, for messages, by the column's name.
    private static Map<Preset, Map<String, String>> usedColumns(
            Preset smallest,
            List<String> accumulate,
            @Nullable Top top,
            Relations relations,
            List<MetricDefinition> metrics) {
        var byPreset = new EnumMap<Preset, Map<String, String>>(Preset.class);
        for (var preset : Preset.values()) {
            if (preset.holds(smallest)) {
                var used = new LinkedHashMap<String, String>();
                accumulate.forEach(column -> used.put(column, "accumulate"));
                if (relations.selects() != null) {
                    used.put(Relations.SELECTED, "selects");
                }
                if (top != null) {
                    used.put(top.by(), "top");
                    top.metrics().forEach(metric -> addUsed(metric, used));
                }
                metrics.stream()
                        .filter(metric -> preset.holds(metric.preset()))
                        .forEach(metric -> addUsed(metric, used));
                byPreset.put(preset, used);
            }
        }
        return byPreset;
    }

    private static void addUsed(MetricDefinition metric, Map<String, String> used) {
        metric.grain().attributes().forEach((attribute, column) -> used.put(column, "attribute " + attribute));
        if (metric.grain().startTime() instanceof CatalogEntry.StartTime.Column(String column)) {
            used.put(column, "start_time");
        }
        metric.columns()
                .forEach(column -> used.put(column, "metric " + metric.metric().name()));
    }

    private static String sorted(Set<String> words) {
        return String.join(", ", new TreeSet<>(words));
    }
}
