package dev.howdah.catalog;

import dev.howdah.catalog.relations.RelationKind;
import dev.howdah.catalog.relations.RelationLimits;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How an entry has to do with chosen relations.
///
/// @param selects the kind that this entry chooses: its answer's column `selected` holds their OIDs
/// @param selection the kind that this entry reads, as chosen by another entry
public record Relations(
        @Nullable RelationKind selects, @Nullable RelationKind selection) {
    /// The column of a selecting entry that holds the chosen OIDs.
    public static final String SELECTED = "selected";

    /// Columns of a selecting entry that say how many were not chosen begin like this; the reason follows.
    public static final String LEFT_OUT_BY = "left_out_by_";

    /// Words that only such entries' templates know. The relations themselves are a parameter of the
    /// statement: what was chosen before, for an entry that chooses.
    Map<String, String> templateWords(RelationLimits limits) {
        if (selects != null) {
            return Map.of(
                    "selection", "$1::oid[]",
                    "priority", limits.prioritySql(selects),
                    "sample_rate", limits.rateSql(selects),
                    "max_relations", Integer.toString(limits.limit(selects)),
                    "max_partitions_per_parent", Integer.toString(limits.maxPartitionsPerParent()));
        }
        return selection != null ? Map.of("selection", "$1::oid[]") : Map.of();
    }
}
