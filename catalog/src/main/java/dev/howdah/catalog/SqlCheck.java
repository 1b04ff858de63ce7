package dev.howdah.catalog;

import dev.howdah.catalog.relations.RelationLimits;
import dev.howdah.catalog.yaml.Nearest;
import dev.howdah.catalog.yaml.YamlMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks an entry's SQL against every kind of server it can run on.
record SqlCheck(YamlMap map, int since, int until, Role role, boolean extension, Relations relations) {
    /// Extension versions at which SQL may branch; those of pg_stat_statements from PostgreSQL 11 to 18 and beyond.
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
            if (!checked(template, preset.getKey(), preset.getValue())) {
                break;
            }
        }
        return template;
    }

    /// @return whether nothing was wrong
    private boolean checked(SqlTemplate template, Preset preset, Map<String, String> used) {
        var seen = new HashSet<String>();
        var renderings = new HashSet<String>();
        for (int major = since; major <= Math.min(until, ServerFacts.NEWEST_MAJOR); major++) {
            for (boolean standby : new boolean[] {false, true}) {
                for (int version : extension ? EXTENSION_VERSIONS : List.of(0)) {
                    var server = new Server(major, standby, preset, version);
                    if (role.fits(standby) && !rendered(template, server, used, seen, renderings)) {
                        return false;
                    }
                }
            }
        }
        return seen.isEmpty() || seen.containsAll(used.keySet()) || unknown(used, seen);
    }

    /// A kind of server.
    private record Server(int major, boolean standby, Preset preset, int extensionVersion) {
        private String render(SqlTemplate template, Map<String, String> moreWords) {
            return template.render(major, standby, preset, extensionVersion, "public", moreWords);
        }
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

    private boolean rendered(
            SqlTemplate template, Server server, Map<String, String> used, Set<String> seen, Set<String> renderings) {
        try {
            String sql = server.render(template, relations.templateWords(RelationLimits.DEFAULTS));
            if (!renderings.add(sql)) {
                return true;
            }
            if (sql.stripTrailing().endsWith(";")) {
                map.problem("sql", "ends with a semicolon — remove it");
                return false;
            }
            var columns = OutputColumns.of(sql);
            for (String column : columns) {
                if (!used.containsKey(column)) {
                    map.problem(
                            "sql",
                            "selects column '%s' (PostgreSQL %d), which nothing uses — use it or leave it out"
                                    .formatted(column, server.major()));
                    return false;
                }
            }
            seen.addAll(columns);
            return true;
        } catch (RuntimeException e) {
            map.problem("sql", "is wrong for PostgreSQL %d: %s".formatted(server.major(), e.getMessage()));
            return false;
        }
    }
}
