package dev.howdah.catalog;

import dev.howdah.catalog.relations.RelationLimits;
import dev.howdah.catalog.yaml.Nearest;
import dev.howdah.catalog.yaml.YamlMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Checks an entry's SQL against every kind of server it can run on, and every choice of its metrics.
///
/// @param metrics the columns of each metric, by its name
record SqlCheck(
        YamlMap map,
        int since,
        int until,
        Role role,
        boolean extension,
        Relations relations,
        Map<String, Set<String>> metrics) {
    /// Extension versions at which SQL may branch; those of pg_stat_statements from PostgreSQL 11 to 18 and
    /// beyond.
    private static final List<Integer> EXTENSION_VERSIONS =
            List.of(0, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 200);

    /// @param used what uses a column, by the column's name, in each preset that has the entry
    SqlTemplate check(String text, Map<Preset, Map<String, String>> used) {
        SqlTemplate template;
        try {
            template = SqlTemplate.of(text);
        } catch (RuntimeException e) {
            map.problem("sql", "its template is wrong: %s".formatted(e.getMessage()));
            return SqlTemplate.of("");
        }
        for (var preset : used.entrySet()) {
            if (!everyServer(template, preset.getKey(), preset.getValue(), new TreeSet<>())) {
                break;
            }
        }
        return template;
    }

    private void unknownMetric(String name) {
        map.problem(
                "sql",
                "wanted(\"%s\") is no metric of this entry%s"
                        .formatted(
                                name,
                                Nearest.to(name, metrics.keySet())
                                        .map(" — did you mean '%s'?"::formatted)
                                        .orElse("")));
    }

    /// @return whether nothing was wrong
    private boolean everyServer(SqlTemplate template, Preset preset, Map<String, String> used, Set<String> asked) {
        var seen = new HashSet<String>();
        var renderings = new HashSet<String>();
        for (int major = since; major <= Math.min(until, ServerFacts.NEWEST_MAJOR); major++) {
            for (boolean standby : new boolean[] {false, true}) {
                for (int version : extension ? EXTENSION_VERSIONS : List.of(0)) {
                    var server = new Server(template, relations, major, standby, preset, version);
                    if (role.fits(standby) && !fits(server, used, seen, renderings, asked)) {
                        return false;
                    }
                }
            }
        }
        return seen.isEmpty() || seen.containsAll(used.keySet()) || unknown(used, seen);
    }

    private boolean unknown(Map<String, String> used, Set<String> seen) {
        used.forEach((column, by) -> {
            if (!seen.contains(column)) {
                map.problem(
                        "sql",
                        "%s uses column '%s', which the SELECT puts out on no version%s"
                                .formatted(
                                        by,
                                        column,
                                        Nearest.to(column, seen)
                                                .map(" — did you mean '%s'?"::formatted)
                                                .orElse(" — add it or correct the name")));
            }
        });
        return false;
    }

    private record Server(
            SqlTemplate template,
            Relations relations,
            int major,
            boolean standby,
            Preset preset,
            int extensionVersion) {
        private String render(Predicate<String> wanted) {
            return template.render(
                    major,
                    standby,
                    preset,
                    extensionVersion,
                    "public",
                    relations.templateWords(RelationLimits.DEFAULTS),
                    wanted);
        }
    }

    private boolean fits(
            Server server, Map<String, String> used, Set<String> seen, Set<String> renderings, Set<String> asked) {
        var columns = columns(
                server,
                name -> {
                    asked.add(name);
                    return true;
                },
                used,
                renderings);
        if (columns == null) {
            return false;
        }
        seen.addAll(columns);
        var unknown = asked.stream().filter(name -> !metrics.containsKey(name)).toList();
        unknown.forEach(this::unknownMetric);
        if (!unknown.isEmpty()) {
            return false;
        }
        return asked.isEmpty()
                || columns.isEmpty()
                || metrics.keySet().stream().allMatch(metric -> alone(server, metric, columns, used));
    }

    /// A metric that is wanted alone must find its columns still.
    private boolean alone(Server server, String metric, Set<String> all, Map<String, String> used) {
        var columns = columns(server, metric::equals, used, new HashSet<>());
        if (columns == null) {
            return false;
        }
        for (String column : metrics.getOrDefault(metric, Set.of())) {
            if (all.contains(column) && !columns.contains(column)) {
                map.problem(
                        "sql",
                        "leaves column '%s' out when metric %s alone is wanted — correct the wanted(…) around it"
                                .formatted(column, metric));
                return false;
            }
        }
        return true;
    }

    /// What a rendering puts out; nothing when it was looked at before, null after reporting what is
    /// wrong with it.
    private @Nullable Set<String> columns(
            Server server, Predicate<String> wanted, Map<String, String> used, Set<String> renderings) {
        try {
            String sql = server.render(wanted);
            if (!renderings.add(sql)) {
                return Set.of();
            }
            var columns = OutputColumns.of(sql);
            for (String column : columns) {
                if (!used.containsKey(column)) {
                    map.problem(
                            "sql",
                            "selects column '%s' (PostgreSQL %d), which nothing uses — use it or leave it out"
                                    .formatted(column, server.major()));
                    return null;
                }
            }
            return Set.copyOf(columns);
        } catch (RuntimeException e) {
            map.problem("sql", "is wrong for PostgreSQL %d: %s".formatted(server.major(), e.getMessage()));
            return null;
        }
    }
}
