package dev.howdah.app.config;

import dev.howdah.catalog.relations.RelationCondition;
import dev.howdah.catalog.relations.RelationKind;
import dev.howdah.catalog.relations.RelationLimits;
import dev.howdah.catalog.relations.SamplingRule;
import dev.howdah.catalog.yaml.YamlMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads how much of a large schema is shown.
final class LargeSchemasReader {
    private LargeSchemasReader() {}

    static RelationLimits read(YamlMap collection, RelationLimits defaults) {
        try (var map = collection.map("large_schemas")) {
            return new RelationLimits(
                    map.integer("max_tables_per_query", defaults.maxTables(), 1, 1_000_000),
                    map.integer("max_indexes_per_query", defaults.maxIndexes(), 1, 1_000_000),
                    map.integer("partition_limit_per_parent", defaults.maxPartitionsPerParent(), 0, 1_000_000),
                    rules(map, "table_sampling", RelationKind.TABLES, defaults.tableSampling()),
                    rules(map, "index_sampling", RelationKind.INDEXES, defaults.indexSampling()));
        }
    }

    /// An empty list takes all rules away.
    private static List<SamplingRule> rules(YamlMap map, String key, RelationKind kind, List<SamplingRule> defaults) {
        if (!map.has(key)) {
            return defaults;
        }
        return map.maps(key).stream()
                .map(rule -> rule(rule, kind))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<SamplingRule> rule(YamlMap map, RelationKind kind) {
        try (map) {
            var condition = condition(map, "condition", map.string("condition"), List.of(kind.countWord()));
            var priority = condition(map, "priority_filter", map.optionalString("priority_filter"), kind.columns());
            double rate = map.number("sample_rate", 1, 0, 1);
            return condition == null ? Optional.empty() : Optional.of(new SamplingRule(condition, rate, priority));
        }
    }

    private static @Nullable RelationCondition condition(
            YamlMap map, String key, @Nullable String text, List<String> words) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return RelationCondition.parse(text, words);
        } catch (IllegalArgumentException e) {
            map.problem(key, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
