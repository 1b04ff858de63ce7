package dev.howdah.collector.session;

import java.sql.SQLException;
import org.postgresql.core.Parser;
import org.postgresql.util.PSQLState;

/// Refuses what the driver would send as several statements, or with parameters that nobody sets.
final class OneStatement {
    private OneStatement() {}

    /// Splits as the driver does, so that nothing slips through that it would see.
    static void check(String sql) throws SQLException {
        var statements = Parser.parseJdbcSql(sql, true, true, true, false, false);
        if (statements.size() != 1) {
            throw new SQLException(
                    "%d statements, expected one — leave one SELECT, without semicolon".formatted(statements.size()),
                    PSQLState.SYNTAX_ERROR.getState());
        }
        if (statements.getFirst().bindPositions.length > 0) {
            throw new SQLException(
                    "a ? is a parameter to the driver — write ?? for the operator", PSQLState.SYNTAX_ERROR.getState());
        }
    }
}
