package dev.howdah.catalog.convert;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whose query files these are.
public enum SourceFormat {
    /// `queries.yaml` of postgres_exporter, a mapping of namespaces.
    POSTGRES_EXPORTER("postgres_exporter"),
    /// A configuration of pg_exporter, a mapping of branches, several of which may share a name.
    PG_EXPORTER("pg_exporter"),
    /// `metrics.yaml` of pgwatch.
    PGWATCH("pgwatch");

    /// Keys of a branch that postgres_exporter does not know.
    private static final Set<String> PG_EXPORTER_KEYS = Set.of(
            "name",
            "desc",
            "ttl",
            "timeout",
            "tags",
            "min_version",
            "max_version",
            "fatal",
            "skip",
            "priority",
            "predicate_queries");

    private final String word;

    SourceFormat(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }

    /// The format that a file's keys speak for.
    static Optional<SourceFormat> guess(Plain file) {
        if (file.map("metrics").isPresent() || file.map("presets").isPresent()) {
            return Optional.of(PGWATCH);
        }
        List<Plain> parts =
                file.keys().stream().flatMap(key -> file.map(key).stream()).toList();
        if (parts.stream().anyMatch(part -> part.map("sqls").isPresent())) {
            return Optional.of(PGWATCH);
        }
        if (parts.stream().noneMatch(part -> part.has("query"))) {
            return Optional.empty();
        }
        boolean branches = parts.stream().anyMatch(part -> part.keys().stream().anyMatch(PG_EXPORTER_KEYS::contains));
        return Optional.of(branches ? PG_EXPORTER : POSTGRES_EXPORTER);
    }
}
