package dev.howdah.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Finds the names of the columns that a SELECT puts out, without a server, so that a mistyped column is
/// noticed when the catalog is loaded. Each item of the outermost select list must end in the column's
/// name (`x`, `t.x`, `… AS x`).
public final class OutputColumns {
    private static final Set<String> ENDS_LIST =
            Set.of("from", "where", "group", "having", "window", "order", "limit", "union", "except", "intersect");

    private OutputColumns() {}

    /// The output names in order.
    ///
    /// @throws IllegalArgumentException when the list has an item without a name, there is no select
    ///     list, or there is more than one statement
    public static List<String> of(String sql) {
        var tokens = SqlTokens.of(sql);
        if (tokens.contains(";")) {
            throw new IllegalArgumentException("it holds a semicolon — write one statement, without one at its end");
        }
        var names = new ArrayList<String>();
        int depth = 0;
        boolean inList = false;
        String last = "";
        String beforeLast = "";
        for (String token : tokens) {
            depth += switch (token) {
                case "(", "[" -> 1;
                case ")", "]" -> -1;
                default -> 0;
            };
            if (depth == 0 && !inList && token.equals("select")) {
                inList = true;
                last = "";
            } else if (depth == 0 && inList && (token.equals(",") || endsList(token, last, beforeLast))) {
                names.add(name(last, beforeLast));
                last = "";
                if (!token.equals(",")) {
                    return names;
                }
            } else {
                beforeLast = last;
                last = token;
            }
        }
        if (!inList) {
            throw new IllegalArgumentException("it has no SELECT");
        }
        names.add(name(last, beforeLast));
        return names;
    }

    private static boolean endsList(String token, String last, String beforeLast) {
        boolean operator = last.equals("distinct") && (beforeLast.equals("is") || beforeLast.equals("not"));
        return ENDS_LIST.contains(token) && !last.equals("as") && !last.equals(".") && !operator;
    }

    private static String name(String token, String before) {
        if (token.startsWith("\"")) {
            return token.substring(1, token.length() - 1).replace("\"\"", "\"");
        }
        boolean word = !token.isEmpty() && (Character.isLetter(token.charAt(0)) || token.charAt(0) == '_');
        if (!word || token.equals("end") || before.equals(":")) {
            throw new IllegalArgumentException(
                    "a column of its SELECT ends in '%s' and has no name — write … AS name".formatted(token));
        }
        return token;
    }
}
