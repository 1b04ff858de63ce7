package dev.howdah.catalog.convert;

import dev.howdah.catalog.Role;
import dev.howdah.catalog.Scope;
import dev.howdah.catalog.ServerFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads a `metrics.yaml` of pgwatch.
record PgwatchMetrics(Notes notes) {
    private static final String TAG = "tag_";
    private static final Set<String> LEFT_OUT =
            Set.of("init_sql", "storage_name", "is_private", "column_attrs", "enabled", "statement_timeout_seconds");
    private static final Pattern TEXT = Pattern.compile(
            "::\\s*(?:text|varchar|name|regclass)\\s+(?:as\\s+)?\"?([a-z_][a-z0-9_]*)\"?\\s*(?:,|from\\b|$)",
            Pattern.CASE_INSENSITIVE);

    List<Draft> read(Plain file) {
        var metrics = file.map("metrics").orElse(file);
        var intervals = intervals(file);
        var drafts = new ArrayList<Draft>();
        for (String name : metrics.keys()) {
            metrics.map(name)
                    .filter(metric -> metric.map("sqls").isPresent())
                    .ifPresentOrElse(
                            metric -> metric(name, metric, intervals.getOrDefault(name, Duration.ZERO), drafts),
                            () -> notes.add(name, "has no sqls, left out"));
        }
        return drafts;
    }

    /// The shortest interval that any preset has for a metric.
    private static Map<String, Duration> intervals(Plain file) {
        var shortest = new LinkedHashMap<String, Duration>();
        var presets = file.map("presets").orElse(new Plain(Map.of()));
        for (String preset : presets.keys()) {
            var metrics =
                    presets.map(preset).flatMap(each -> each.map("metrics")).orElse(new Plain(Map.of()));
            for (String metric : metrics.keys()) {
                var interval = Duration.ofSeconds(
                        (long) Math.max(0, metrics.number(metric).orElse(0)));
                shortest.merge(metric, interval, (a, b) -> a.compareTo(b) <= 0 ? a : b);
            }
        }
        return shortest;
    }

    private void metric(String name, Plain metric, Duration interval, List<Draft> drafts) {
        LEFT_OUT.stream().filter(metric::has).sorted().forEach(key -> notes.add(name, key + " left out"));
        Role role = role(name, metric.text("node_status").orElse(""));
        Scope scope = metric.isTrue("is_instance_level") ? Scope.SERVER : Scope.DATABASE;
        var gauges = Set.copyOf(metric.texts("gauges"));
        if (gauges.contains("*")) {
            notes.add(name, "gauges: ['*']: every value becomes a gauge, also those that only grow");
        }
        var range = new ArrayList<Draft.Branch>();
        var columns = new Columns(name, scope, gauges);
        var draft = new Object() {
            private void add() {
                if (!range.isEmpty() && !columns.metrics.isEmpty()) {
                    drafts.add(new Draft(
                            Names.word(name),
                            metric.text("description").orElse("Metric %s of pgwatch.".formatted(name)),
                            role,
                            scope,
                            null,
                            interval,
                            Duration.ofSeconds(5),
                            List.copyOf(range),
                            Map.copyOf(columns.attributes),
                            List.copyOf(columns.metrics.values())));
                }
                range.clear();
            }
        };
        var versions = versions(name, metric.map("sqls").orElse(new Plain(Map.of())));
        versions.forEach((since, sql) -> {
            Integer next = versions.higherKey(since);
            String select = columns.read(since, sql);
            if (select.isEmpty()) {
                draft.add();
            } else {
                range.add(new Draft.Branch(since, next == null ? Integer.MAX_VALUE : next - 1, select));
            }
        });
        draft.add();
        if (columns.metrics.isEmpty()) {
            notes.add(name, "has no value that could be read, left out");
        }
    }

    private Role role(String name, String status) {
        return switch (status) {
            case "" -> Role.ANY;
            case "primary" -> Role.PRIMARY;
            case "standby" -> Role.STANDBY;
            default -> {
                notes.add(name, "node_status %s is not known, left out".formatted(status));
                yield Role.ANY;
            }
        };
    }

    /// SQL by the major it begins with; the newest of those below the oldest major begins there.
    private TreeMap<Integer, String> versions(String name, Plain sqls) {
        var all = new TreeMap<Integer, String>();
        for (String version : sqls.keys()) {
            try {
                all.put((int) Double.parseDouble(version), sqls.text(version).orElse(""));
            } catch (NumberFormatException e) {
                notes.add(name, "version '%s' is no major, left out".formatted(version));
            }
        }
        var result = new TreeMap<Integer, String>(all.tailMap(ServerFacts.OLDEST_MAJOR, true));
        var older = all.floorEntry(ServerFacts.OLDEST_MAJOR);
        if (older != null) {
            result.put(ServerFacts.OLDEST_MAJOR, older.getValue());
            if (older.getKey() != ServerFacts.OLDEST_MAJOR || all.firstKey() < ServerFacts.OLDEST_MAJOR) {
                notes.add(name, "versions below %d left out".formatted(ServerFacts.OLDEST_MAJOR));
            }
        }
        return result;
    }

    private final class Columns {
        private final String name;
        private final Scope scope;
        private final Set<String> gauges;
        private final Map<String, String> attributes = new TreeMap<>();
        private final Map<String, Draft.Metric> metrics = new LinkedHashMap<>();

        private Columns(String name, Scope scope, Set<String> gauges) {
            this.name = name;
            this.scope = scope;
            this.gauges = gauges;
        }

        /// The SQL that puts out what is used; empty when it cannot be.
        private String read(int major, String sql) {
            if (sql.isBlank() || sql.replaceAll("--[^\n]*|;|\\s", "").isEmpty()) {
                return "";
            }
            var names = SelectColumns.namesOf(sql);
            if (names.isEmpty()) {
                notes.add(
                        name, "the SELECT from %d on does not name its columns, left out — name them".formatted(major));
                return "";
            }
            var texts = textColumns(sql);
            var used = new ArrayList<String>();
            for (String column : new LinkedHashSet<>(names)) {
                if (texts.contains(column) && !column.startsWith(TAG)) {
                    notes.add(
                            name,
                            "column %s is a text, left out — name it tag_%s to make it an attribute"
                                    .formatted(column, column));
                } else if (!column.equals("epoch_ns")) {
                    used.add(column);
                    use(column);
                }
            }
            return SelectColumns.of(sql, used, database(used));
        }

        private void use(String column) {
            if (column.startsWith(TAG) && column.length() > TAG.length()) {
                attributes.put(Names.attribute(column.substring(TAG.length())), column);
            } else {
                String metric = "pgwatch." + Names.word(name) + "." + Names.part(column);
                boolean gauge = gauges.contains("*") || gauges.contains(column);
                metrics.putIfAbsent(metric, new Draft.Metric(metric, !gauge, column, column));
            }
        }

        private Map<String, String> database(List<String> used) {
            if (scope == Scope.SERVER) {
                return Map.of();
            }
            attributes.put("db.namespace", "howdah_database");
            used.add("howdah_database");
            return Map.of("howdah_database", "current_database()");
        }

        private static Set<String> textColumns(String sql) {
            var columns = new LinkedHashSet<String>();
            TEXT.matcher(sql).results().forEach(found -> columns.add(found.group(1)));
            return columns;
        }
    }
}
