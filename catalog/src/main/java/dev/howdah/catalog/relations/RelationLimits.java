package dev.howdah.catalog.relations;

import java.util.List;

/// How much of a large schema is shown one by one. The defaults are those of the architecture reference.
///
/// @param maxTables tables, and partitions, that one statement reads
/// @param maxIndexes indexes that one statement reads
/// @param maxPartitionsPerParent partitions of one partitioned table that are shown beside its sums
/// @param tableSampling the first rule whose condition holds counts
/// @param indexSampling likewise
public record RelationLimits(
        int maxTables,
        int maxIndexes,
        int maxPartitionsPerParent,
        List<SamplingRule> tableSampling,
        List<SamplingRule> indexSampling) {
    public static final RelationLimits DEFAULTS = new RelationLimits(
            1000,
            5000,
            100,
            List.of(
                    rule(RelationKind.TABLES, 10_000, 0.1, "n_live_tup > 100000 OR n_dead_tup > 10000"),
                    rule(RelationKind.TABLES, 1000, 0.5, "n_live_tup > 10000")),
            List.of(rule(RelationKind.INDEXES, 10_000, 0.05, "idx_scan > 1000 OR idx_tup_read > 100000")));

    public RelationLimits {
        tableSampling = List.copyOf(tableSampling);
        indexSampling = List.copyOf(indexSampling);
    }

    private static SamplingRule rule(RelationKind kind, int above, double rate, String priority) {
        return new SamplingRule(
                RelationCondition.parse(kind.countWord() + " > " + above, List.of(kind.countWord())),
                rate,
                RelationCondition.parse(priority, kind.columns()));
    }

    /// How many of a kind one statement may read.
    public int limit(RelationKind kind) {
        return switch (kind) {
            case TABLES, PARTITIONS -> maxTables;
            case INDEXES -> maxIndexes;
        };
    }

    private List<SamplingRule> sampling(RelationKind kind) {
        return switch (kind) {
            case TABLES -> tableSampling;
            case INDEXES -> indexSampling;
            case PARTITIONS -> List.of();
        };
    }

    /// SQL that is true for relations that are always shown.
    public String prioritySql(RelationKind kind) {
        return SamplingRule.prioritySql(sampling(kind));
    }

    /// SQL for the share of the relations that is shown.
    public String rateSql(RelationKind kind) {
        return SamplingRule.rateSql(sampling(kind));
    }
}
