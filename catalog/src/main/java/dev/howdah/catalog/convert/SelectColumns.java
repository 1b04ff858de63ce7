package dev.howdah.catalog.convert;

import dev.howdah.catalog.OutputColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Makes a SELECT put out just the columns that are used, each under its name.
final class SelectColumns {
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern END = Pattern.compile("(?:;|\\s|--[^\\n]*$)+\\z", Pattern.MULTILINE);
    private static final Pattern TEMPLATE = Pattern.compile("\\{[{%#]");

    private SelectColumns() {}

    /// @param columns that are used
    /// @param expressions what stands in place of some columns, with `%s` for the column
    static String of(String query, List<String> columns, Map<String, String> expressions) {
        String sql = verbatim(END.matcher(query).replaceFirst("").strip());
        if (expressions.isEmpty() && putsOut(sql, columns)) {
            return sql;
        }
        var items = new ArrayList<String>();
        for (String column : columns) {
            String name = quoted(column);
            String expression = expressions.get(column);
            items.add(expression == null ? "q." + name : expression.formatted("q." + name) + " AS " + name);
        }
        return "SELECT %s\nFROM (\n%s\n) q".formatted(String.join(", ", items), sql);
    }

    /// The columns that a SELECT says it puts out; empty when it does not say so, as `SELECT *`.
    static List<String> namesOf(String query) {
        try {
            return OutputColumns.of(END.matcher(query).replaceFirst(""));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private static boolean putsOut(String sql, List<String> columns) {
        var names = namesOf(sql);
        return names.size() == columns.size() && columns.containsAll(names);
    }

    static String quoted(String column) {
        return PLAIN.matcher(column).matches() && !column.equals("end") && !column.equals("current_database")
                ? column
                : '"' + column.replace("\"", "\"\"") + '"';
    }

    /// What looks like a template in it is none.
    private static String verbatim(String sql) {
        return TEMPLATE.matcher(sql).find() ? "{% verbatim %}" + sql + "{% endverbatim %}" : sql;
    }
}
