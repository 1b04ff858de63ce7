package dev.howdah.collector.text;

import java.util.Locale;
import java.util.Set;

/// What can be told of a statement without understanding it.
///
/// @param plannable whether it is one whole statement of a kind that has a plan
/// @param parameters the highest number of a parameter in it; 0 when it has none
public record StatementShape(boolean plannable, int parameters) {
    private static final Set<String> PLANNED =
            Set.of("select", "insert", "update", "delete", "merge", "with", "values");

    /// More than a statement can have is none of ours.
    private static final int MOST_PARAMETERS = 1000;

    private static final StatementShape OTHER = new StatementShape(false, 0);

    public static StatementShape of(String sql) {
        var lexer = new SqlLexer(sql);
        boolean begun = false;
        boolean ended = false;
        int parameters = 0;
        for (var kind = lexer.next(); kind != SqlLexer.Kind.END; kind = lexer.next()) {
            String token = sql.substring(lexer.start(), lexer.end());
            if (kind == SqlLexer.Kind.SPACE || (!begun && token.equals("("))) {
                continue;
            }
            if (ended || kind == SqlLexer.Kind.UNSURE || !(begun || PLANNED.contains(token.toLowerCase(Locale.ROOT)))) {
                return OTHER;
            }
            begun = true;
            ended = token.equals(";");
            if (kind == SqlLexer.Kind.PARAMETER) {
                parameters = Math.max(parameters, number(token));
            }
        }
        return begun && parameters <= MOST_PARAMETERS ? new StatementShape(true, parameters) : OTHER;
    }

    private static int number(String parameter) {
        return parameter.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(parameter.substring(1));
    }
}
