package dev.howdah.collector.session;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/// Reads columns of an answer that plain JDBC stumbles over.
public final class Columns {
    private static final char UNREADABLE = '\ufffd';

    private Columns() {}

    /// A text; empty for NULL. A database in SQL_ASCII sends bytes as they were stored: they are read as UTF-8, and
    /// what is none becomes U+FFFD.
    public static String text(ResultSet row, int column) throws SQLException {
        try {
            String text = row.getString(column);
            if (text == null) {
                return "";
            }
            return text.indexOf(UNREADABLE) < 0 ? text : utf8(row, column);
        } catch (SQLException e) {
            byte[] bytes = row.getBytes(column);
            if (bytes == null) {
                throw e;
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /// The driver reads such a database as ASCII, and so could not read this.
    private static String utf8(ResultSet row, int column) throws SQLException {
        return new String(row.getBytes(column), StandardCharsets.UTF_8);
    }

    /// Texts of several columns.
    public static String[] texts(ResultSet row, List<Integer> columns) throws SQLException {
        var texts = new String[columns.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text(row, columns.get(i));
        }
        return texts;
    }

    /// A number; 0 for NULL. A time counts as seconds since the epoch, and as NaN when it is infinite.
    public static double number(ResultSet row, int column) throws SQLException {
        try {
            return row.getDouble(column);
        } catch (SQLException e) {
            if (!isTime(row, column)) {
                throw e;
            }
            long nanos = epochNanos(row, column);
            return nanos == 0 ? Double.NaN : nanos / 1e9;
        }
    }

    /// A whole number; 0 for NULL. A time counts as seconds since the epoch.
    public static long whole(ResultSet row, int column) throws SQLException {
        try {
            return row.getLong(column);
        } catch (SQLException e) {
            if (!isTime(row, column)) {
                throw e;
            }
            return epochNanos(row, column) / 1_000_000_000;
        }
    }

    private static boolean isTime(ResultSet row, int column) throws SQLException {
        return row.getMetaData().getColumnTypeName(column).equals("timestamptz");
    }

    /// OIDs in an array; empty for NULL.
    public static List<Long> oids(ResultSet row, int column) throws SQLException {
        var array = row.getArray(column);
        return array == null ? List.of() : List.of((Long[]) array.getArray());
    }

    /// A time in nanoseconds since the epoch; 0 for NULL and for infinity.
    public static long epochNanos(ResultSet row, int column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        if (time == null || time.equals(OffsetDateTime.MAX) || time.equals(OffsetDateTime.MIN)) {
            return 0;
        }
        Instant instant = time.toInstant();
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }
}
