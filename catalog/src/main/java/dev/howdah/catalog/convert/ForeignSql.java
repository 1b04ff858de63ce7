package dev.howdah.catalog.convert;

import dev.howdah.catalog.SqlTokens;
import dev.howdah.catalog.SqlTokens.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes SQL that was written for another collector run here, where it must only read, `search_path` is
/// `pg_catalog`, and a `?` stands for a parameter.
record ForeignSql(Notes notes) {
    private static final String VERBATIM = "{% verbatim %}";

    /// What belongs to an extension, views and functions, and to which.
    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("pg_stat_statements", "pg_stat_statements"),
            Map.entry("pg_stat_statements_info", "pg_stat_statements"),
            Map.entry("pg_buffercache", "pg_buffercache"),
            Map.entry("pg_buffercache_numa", "pg_buffercache"),
            Map.entry("pg_buffercache_pages", "pg_buffercache"),
            Map.entry("pg_buffercache_summary", "pg_buffercache"),
            Map.entry("pg_buffercache_usage_counts", "pg_buffercache"),
            Map.entry("pgstattuple", "pgstattuple"),
            Map.entry("pgstattuple_approx", "pgstattuple"),
            Map.entry("pgstatindex", "pgstattuple"),
            Map.entry("pg_freespace", "pg_freespacemap"),
            Map.entry("pg_visibility_map_summary", "pg_visibility"),
            Map.entry("pg_stat_kcache", "pg_stat_kcache"),
            Map.entry("pg_stat_kcache_detail", "pg_stat_kcache"),
            Map.entry("pg_stat_monitor", "pg_stat_monitor"),
            Map.entry("pg_wait_sampling_current", "pg_wait_sampling"),
            Map.entry("pg_wait_sampling_history", "pg_wait_sampling"),
            Map.entry("pg_wait_sampling_profile", "pg_wait_sampling"),
            Map.entry("pg_qualstats", "pg_qualstats"));

    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "merge");
    private static final Set<String> OTHERS = Set.of(
            "alter",
            "analyze",
            "call",
            "copy",
            "create",
            "drop",
            "explain",
            "refresh",
            "reset",
            "set",
            "show",
            "truncate",
            "vacuum");
    private static final Set<String> LOCKS = Set.of("update", "share", "no", "key");
    private static final Set<String> OPERATORS = Set.of("and", "or", "is", "in", "not", "like", "between", "as");

    /// The draft with SQL that can run, as far as that can be known; empty after noting why it never
    /// could.
    Optional<Draft> adapt(Draft draft) {
        var branches = new ArrayList<Draft.Branch>();
        String extension = draft.extension();
        for (var branch : draft.branches()) {
            List<Token> tokens;
            try {
                tokens = SqlTokens.placed(branch.sql());
            } catch (IllegalArgumentException e) {
                // the loader says what is wrong with it
                return Optional.of(draft);
            }
            var forbidden = forbidden(tokens);
            if (forbidden.isPresent()) {
                notes.add(
                        draft.name(),
                        "holds %s, left out: Howdah never writes — give it a SELECT"
                                .formatted(forbidden.get().toUpperCase(Locale.ROOT)));
                return Optional.empty();
            }
            var places = places(draft.name(), tokens, extension);
            extension = places.extension;
            branches.add(new Draft.Branch(branch.since(), branch.until(), places.in(branch.sql())));
        }
        return Optional.of(draft.reading(branches, extension));
    }

    private static Optional<String> forbidden(List<Token> tokens) {
        String before = "(";
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i).text();
            String next = i + 1 < tokens.size() ? tokens.get(i + 1).text() : "";
            // "}" ends a tag of the template
            boolean begins = before.equals("(") || before.equals("}");
            boolean follows = !next.isEmpty()
                    && (Character.isLetter(next.charAt(0)) || next.startsWith("\"") || next.startsWith("_"))
                    && !OPERATORS.contains(next);
            boolean writes = (begins || before.equals(")")) && WRITES.contains(token);
            if (follows && (writes || (begins && OTHERS.contains(token)))) {
                return Optional.of(token);
            }
            if (token.equals("for") && LOCKS.contains(next)) {
                return Optional.of("for " + next);
            }
            before = token;
        }
        return Optional.empty();
    }

    /// What is put in at which places of the SQL.
    ///
    /// @param extension whose schema is put in, if any
    private record Places(
            TreeMap<Integer, String> texts, @Nullable String extension) {
        private String in(String sql) {
            var result = new StringBuilder(sql);
            String word = "{{ extension_schema }}.";
            String schema = sql.contains(VERBATIM) ? "{% endverbatim %}" + word + VERBATIM : word;
            texts.descendingMap().forEach((place, text) -> result.insert(place, text.isEmpty() ? schema : text));
            return result.toString();
        }
    }

    private Places places(String name, List<Token> tokens, @Nullable String extension) {
        var texts = new TreeMap<Integer, String>();
        var relations = new HashSet<>(FromNames.unqualified(tokens));
        String only = extension;
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (token.text().equals("?")) {
                texts.put(token.begin(), "?");
            }
            if (relations.contains(token) || isCalled(tokens, i)) {
                String relation = token.text().replace("\"", "");
                String of = EXTENSIONS.get(relation);
                if (of != null && (only == null || only.equals(of))) {
                    only = of;
                    texts.put(token.begin(), "");
                } else if (of != null || (relations.contains(token) && !relation.startsWith("pg_"))) {
                    notes.add(
                            name,
                            "qualify %s with its schema: it is not found without, as search_path is pg_catalog"
                                    .formatted(relation));
                }
            }
        }
        return new Places(texts, only);
    }

    /// Whether a function of an extension is called, without its schema.
    private static boolean isCalled(List<Token> tokens, int index) {
        return EXTENSIONS.containsKey(tokens.get(index).text())
                && index + 1 < tokens.size()
                && tokens.get(index + 1).text().equals("(")
                && (index == 0 || !tokens.get(index - 1).text().equals("."));
    }
}
