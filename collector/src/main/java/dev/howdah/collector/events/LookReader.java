package dev.howdah.collector.events;

import dev.howdah.collector.events.StatementLook.StatementEntry;
import dev.howdah.collector.events.StatementLook.StatementKey;
import dev.howdah.collector.session.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/// Reads what `pg_stat_statements` says; which columns there are depends on its version.
final class LookReader {
    private final ResultSet rows;
    private final int[] columns = new int[Measure.ALL.size()];

    /// The same few names stand in thousands of rows.
    private final Map<String, String> names = new HashMap<>();

    private LookReader(ResultSet rows) throws SQLException {
        this.rows = rows;
        var present = new HashMap<String, Integer>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            present.put(rows.getMetaData().getColumnName(i), i);
        }
        for (int i = 0; i < columns.length; i++) {
            columns[i] = present.getOrDefault(Measure.ALL.get(i).column(), 0);
        }
    }

    static StatementLook read(ResultSet rows, int most) throws SQLException {
        return new LookReader(rows).read(most);
    }

    private StatementLook read(int most) throws SQLException {
        var entries = new ArrayList<StatementEntry>();
        long lookedAt = 0;
        long reset = 0;
        while (rows.next()) {
            if (entries.size() == most) {
                return new StatementLook(lookedAt, reset, true, entries);
            }
            if (entries.isEmpty()) {
                lookedAt = time("looked_at");
                reset = time("stats_reset");
            }
            entries.add(entry());
        }
        return new StatementLook(lookedAt, reset, false, entries);
    }

    private StatementEntry entry() throws SQLException {
        var key = new StatementKey(
                rows.getLong("userid"),
                rows.getLong("dbid"),
                rows.getLong("queryid"),
                rows.getObject("toplevel", Boolean.class));
        var values = new double[columns.length];
        for (int i = 0; i < columns.length; i++) {
            values[i] = columns[i] == 0 ? Double.NaN : rows.getDouble(columns[i]);
        }
        return new StatementEntry(
                key,
                name("database"),
                name("username"),
                Values.of(values),
                rows.getDouble("min_time"),
                rows.getDouble("max_time"),
                time("stats_since"));
    }

    private String name(String column) throws SQLException {
        return names.computeIfAbsent(Columns.text(rows, rows.findColumn(column)), name -> name);
    }

    private long time(String column) throws SQLException {
        return Columns.epochNanos(rows, rows.findColumn(column));
    }
}
