package dev.howdah.collector.events;

import dev.howdah.model.log.LogAttributes;
import java.util.List;

/// Something that `pg_stat_statements` counts for a statement.
///
/// @param column its column there, and after `postgresql.` the attribute
/// @param time whether it is a time, which the server counts in milliseconds
/// @param always whether it is told also when it did not grow
record Measure(String column, boolean time, boolean always) {
    static final Measure CALLS = new Measure("calls", false, true);
    static final Measure TOTAL_EXEC_TIME = new Measure("total_exec_time", true, true);

    /// All of them; which ones there are depends on the extension's version.
    static final List<Measure> ALL = List.of(
            CALLS,
            TOTAL_EXEC_TIME,
            new Measure("rows", false, true),
            new Measure("total_plan_time", true, true),
            new Measure("shared_blks_hit", false, true),
            new Measure("shared_blks_read", false, true),
            new Measure("shared_blks_dirtied", false, true),
            new Measure("shared_blks_written", false, true),
            new Measure("temp_blks_read", false, true),
            new Measure("temp_blks_written", false, true),
            new Measure("local_blks_hit", false, false),
            new Measure("local_blks_read", false, false),
            new Measure("local_blks_dirtied", false, false),
            new Measure("local_blks_written", false, false),
            new Measure("blk_read_time", true, false),
            new Measure("blk_write_time", true, false),
            new Measure("shared_blk_read_time", true, false),
            new Measure("shared_blk_write_time", true, false),
            new Measure("local_blk_read_time", true, false),
            new Measure("local_blk_write_time", true, false),
            new Measure("temp_blk_read_time", true, false),
            new Measure("temp_blk_write_time", true, false),
            new Measure("plans", false, false),
            new Measure("wal_records", false, false),
            new Measure("wal_fpi", false, false),
            new Measure("wal_bytes", false, false),
            new Measure("wal_buffers_full", false, false),
            new Measure("jit_functions", false, false),
            new Measure("jit_generation_time", true, false),
            new Measure("jit_inlining_time", true, false),
            new Measure("jit_optimization_time", true, false),
            new Measure("jit_emission_time", true, false),
            new Measure("jit_deform_time", true, false),
            new Measure("parallel_workers_to_launch", false, false),
            new Measure("parallel_workers_launched", false, false));

    /// Adds how much it grew; times in seconds.
    void addTo(LogAttributes.Builder attributes, double grown) {
        if (Double.isNaN(grown) || (grown == 0 && !always)) {
            return;
        }
        if (time) {
            attributes.real("postgresql." + column, grown / 1000);
        } else {
            attributes.whole("postgresql." + column, Math.round(grown));
        }
    }
}
