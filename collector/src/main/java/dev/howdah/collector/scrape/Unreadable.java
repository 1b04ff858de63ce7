package dev.howdah.collector.scrape;

import dev.howdah.collector.session.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Reads values, and counts those that are none: they do not keep others of their row, or other rows, from being read.
final class Unreadable {
    private int count;
    private String first = "";

    void clear() {
        count = 0;
        first = "";
    }

    int count() {
        return count;
    }

    /// What was wrong with the first of them.
    String first() {
        return first;
    }

    /// The value's bits; null when there is none. A boolean is 1 or 0.
    @Nullable
    Long bits(ResultSet answer, Layout layout, Layout.Value value) throws SQLException {
        try {
            return Layout.bits(answer, value);
        } catch (SQLException e) {
            boolean integer = switch (value.metric().number()) {
                case INTEGER -> true;
                case DOUBLE -> false;
            };
            if (answer.getObject(value.column()) instanceof Boolean yes) {
                return integer ? Long.valueOf(yes ? 1 : 0) : Long.valueOf(Double.doubleToRawLongBits(yes ? 1 : 0));
            }
            add(answer, value.column(), integer ? "an integer of 64 bits" : "a number");
            return null;
        }
    }

    /// When counters began; 0 when the row does not say.
    long start(ResultSet answer, Layout layout) throws SQLException {
        if (layout.startColumn() == 0) {
            return 0;
        }
        try {
            return Columns.epochNanos(answer, layout.startColumn());
        } catch (SQLException e) {
            add(answer, layout.startColumn(), "a timestamptz");
            return 0;
        }
    }

    private void add(ResultSet answer, int column, String expected) throws SQLException {
        if (count++ == 0) {
            first = "column \"%s\" in row %d cannot be read as %s — convert it in SQL"
                    .formatted(Layout.labels(answer).get(column - 1), answer.getRow(), expected);
        }
    }
}
