package dev.howdah.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Finds the names of the columns that a SELECT puts out, without a server, so that a mistyped column is noticed when
/// the
/// catalog is loaded. Understands what PostgreSQL's lexer does about comments, strings, quoted names and parentheses;
/// each
/// item of the outermost select list must end in the column's name (`x`, `t.x`, `… AS x`).
final class OutputColumns {
    private final List<String> tokens = new ArrayList<>();

    private OutputColumns() {}

    /// The output names in order.
    ///
    /// @throws IllegalArgumentException when the list has an item without a name, or there is no select list
    static List<String> of(String sql) {
        var reader = new OutputColumns();
        reader.tokenize(sql);
        return reader.names();
    }

    /// Splits into words, quoted names (with their quotes), strings (as `''`) and single characters.
    private void tokenize(String sql) {
        int i = 0;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            int end;
            if (Character.isWhitespace(c)) {
                i++;
                continue;
            } else if (sql.startsWith("--", i)) {
                end = sql.indexOf('\n', i);
                i = end < 0 ? sql.length() : end;
                continue;
            } else if (sql.startsWith("/*", i)) {
                end = sql.indexOf("*/", i + 2);
                i = end < 0 ? sql.length() : end + 2;
                continue;
            } else if (c == '\'' || c == '"') {
                end = closingQuote(sql, i, c);
                tokens.add(c == '"' ? sql.substring(i, end) : "''");
            } else if (Character.isLetterOrDigit(c) || c == '_') {
                end = i;
                while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
                    end++;
                }
                tokens.add(sql.substring(i, end).toLowerCase(Locale.ROOT));
            } else {
                end = i + 1;
                tokens.add(String.valueOf(c));
            }
            i = end;
        }
    }

    private static int closingQuote(String sql, int start, char quote) {
        int end = start + 1;
        while (end < sql.length()) {
            if (sql.charAt(end) == quote) {
                if (end + 1 == sql.length() || sql.charAt(end + 1) != quote) {
                    return end + 1;
                }
                end++;
            }
            end++;
        }
        throw new IllegalArgumentException("a quote %s is not closed".formatted(quote));
    }

    private List<String> names() {
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
            } else if (depth == 0 && inList && (token.equals(",") || token.equals("from"))) {
                names.add(name(last, beforeLast));
                last = "";
                if (token.equals("from")) {
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
