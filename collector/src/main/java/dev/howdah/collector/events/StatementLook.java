package dev.howdah.collector.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `pg_stat_statements` said at one time.
///
/// @param lookedAtNanos the server's time just before; 0 when there was no entry
/// @param resetNanos when all entries were last forgotten; 0 when unknown, as before version 1.9 of the extension
/// @param truncated whether there were more entries than were read
record StatementLook(long lookedAtNanos, long resetNanos, boolean truncated, List<StatementEntry> entries) {
    /// What tells entries apart.
    ///
    /// @param toplevel null where the server does not tell, as before version 1.9 of the extension
    record StatementKey(
            long userid, long dbid, long queryid, @Nullable Boolean toplevel) {}

    /// An entry.
    ///
    /// @param values the numbers
    /// @param minTime of one execution, in milliseconds
    /// @param sinceNanos when the entry was made; 0 when unknown, as before version 1.11 of the extension
    record StatementEntry(
            StatementKey key,
            String database,
            String role,
            Values values,
            double minTime,
            double maxTime,
            long sinceNanos) {}
}
