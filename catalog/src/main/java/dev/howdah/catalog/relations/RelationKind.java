package dev.howdah.catalog.relations;

import java.util.List;
import java.util.Locale;

/// The relations that entries choose from, and the words that conditions about them may use.
public enum RelationKind {
    /// Tables and materialized views that are no partitions.
    TABLES("table_count", "n_live_tup n_dead_tup n_mod_since_analyze seq_scan relpages"),
    /// Indexes that are no partitions of another index.
    INDEXES("index_count", "idx_scan idx_tup_read idx_tup_fetch relpages"),
    /// Partitions that are shown one by one beside the sums of their root.
    PARTITIONS("partition_count", "n_live_tup n_dead_tup relpages");

    private final String countWord;
    private final String columns;

    RelationKind(String countWord, String columns) {
        this.countWord = countWord;
        this.columns = columns;
    }

    /// The word for how many there are in the database.
    public String countWord() {
        return countWord;
    }

    /// What is known of each when they are chosen.
    public List<String> columns() {
        return List.of(columns.split(" ", -1));
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
