package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.collector.target.DatabaseFilter;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A scrape, and what PostgreSQL itself said about the same things just before and just after it.
///
/// @param before numbers by the row's first column and the column's name
record Around(
        Map<String, Map<String, @Nullable Double>> before,
        Exposition scrape,
        Map<String, Map<String, @Nullable Double>> after) {

    /// Asks in a database, scrapes, of the databases only that one, and asks again.
    ///
    /// @param sql its first column tells the rows apart, the others are numbers
    static Around scrape(PostgresServer server, String database, String sql) throws Exception {
        var before = ask(server, database, sql);
        var scrape = Site.scrape(server, database);
        return new Around(before, scrape, ask(server, database, sql));
    }

    static Around scrape(PostgresServer server, DatabaseFilter databases, String sql) throws Exception {
        var before = ask(server, "postgres", sql);
        var scrape = Site.scrape(server, databases);
        return new Around(before, scrape, ask(server, "postgres", sql));
    }

    static Around scrape(PostgresServer server, String sql) throws Exception {
        return scrape(server, "postgres", sql);
    }

    /// The rows of an answer by their first column; the others are numbers.
    static Map<String, Map<String, @Nullable Double>> ask(PostgresServer server, String database, String sql)
            throws SQLException {
        var answer = new LinkedHashMap<String, Map<String, @Nullable Double>>();
        try (var connection = Site.connect(server, database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                var row = new LinkedHashMap<String, @Nullable Double>();
                for (int i = 2; i <= rows.getMetaData().getColumnCount(); i++) {
                    double number = rows.getDouble(i);
                    row.put(rows.getMetaData().getColumnLabel(i), rows.wasNull() ? null : number);
                }
                answer.put(rows.getString(1), row);
            }
        }
        return answer;
    }

    /// The only row of an answer, whose first column does not matter.
    static Map<String, @Nullable Double> row(PostgresServer server, String database, String sql) throws SQLException {
        var answer = ask(server, database, sql);
        assertThat(answer).as(sql).hasSize(1);
        return answer.values().iterator().next();
    }

    /// One number.
    static double number(PostgresServer server, String database, String sql) throws SQLException {
        var row = row(server, database, "SELECT 'one', (%s) AS number".formatted(sql));
        return Objects.requireNonNull(row.get("number"), sql);
    }

    Set<String> rows() {
        return before.keySet();
    }

    @Nullable
    Double before(String row, String column) {
        return cell(before, row, column);
    }

    private static @Nullable Double cell(Map<String, Map<String, @Nullable Double>> answer, String row, String column) {
        var cells = answer.get(row);
        assertThat(cells)
                .as("row '%s' among %s", row, answer.keySet())
                .isNotNull()
                .containsKey(column);
        return Objects.requireNonNull(cells).get(column);
    }

    /// The sample's value is the column's, or between the two when it moved; where the column is NULL all the time,
    /// there is no sample.
    void agrees(String row, String column, String sample, String... labels) {
        var low = cell(before, row, column);
        var high = cell(after, row, column);
        if (low == null && high == null) {
            assertThat(scrape.find(sample, labels)).as("%s of NULL", sample).isNull();
            return;
        }
        double value = scrape.value(sample, labels);
        double least = low == null ? 0 : high == null ? low : Math.min(low, high);
        double most = high == null ? value : low == null ? high : Math.max(low, high);
        // seconds go through a division here and in the server, which may differ in the last bits
        double tolerance = 4 * Math.ulp(most);
        assertThat(value)
                .as("%s %s against %s.%s", sample, String.join(" ", labels), row, column)
                .isBetween(least - tolerance, most + tolerance);
    }

    /// The columns of a row differ from each other and from zero: otherwise swapped columns would go unnoticed.
    void assertDistinct(String row, String... columns) {
        assertThat(columns)
                .extracting(column -> cell(before, row, column))
                .as("%s of '%s'", String.join(", ", columns), row)
                .doesNotHaveDuplicates()
                .doesNotContain(0.0);
    }
}
