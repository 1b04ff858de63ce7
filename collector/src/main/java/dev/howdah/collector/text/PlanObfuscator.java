package dev.howdah.collector.text;

import java.util.Set;

/// Removes literals from a plan that `EXPLAIN (FORMAT JSON)` wrote: every text that may hold an expression goes through
/// [SqlObfuscator]. Blanks between the parts go. Takes only what PostgreSQL writes, and is of no use for other JSON.
public final class PlanObfuscator {
    /// What holds a name or a fixed word, and no expression.
    private static final Set<String> NAMES = Set.of(
            "Node Type",
            "Parent Relationship",
            "Subplan Name",
            "Relation Name",
            "Schema",
            "Alias",
            "Index Name",
            "CTE Name",
            "Function Name");

    private final String json;
    private final StringBuilder out;
    private String key = "";
    private int at;

    private PlanObfuscator(String json) {
        this.json = json;
        this.out = new StringBuilder(json.length());
    }

    /// The plan without literals, on one line.
    public static String obfuscate(String json) {
        return new PlanObfuscator(json).run();
    }

    private String run() {
        while (at < json.length()) {
            char c = json.charAt(at);
            if (c == '"') {
                text();
            } else {
                if (c > ' ') {
                    out.append(c);
                }
                at++;
            }
        }
        return out.toString();
    }

    private void text() {
        String text = unescaped();
        if (isKey()) {
            key = text;
            write(text);
        } else {
            write(NAMES.contains(key) ? text : SqlObfuscator.obfuscate(text));
        }
    }

    private boolean isKey() {
        int i = at;
        while (i < json.length() && json.charAt(i) <= ' ') {
            i++;
        }
        return i < json.length() && json.charAt(i) == ':';
    }

    /// Reads the text that begins here, and goes behind it.
    private String unescaped() {
        var text = new StringBuilder();
        at++;
        while (at < json.length() && json.charAt(at) != '"') {
            char c = json.charAt(at++);
            text.append(c == '\\' ? escape() : c);
        }
        at++;
        return text.toString();
    }

    private char escape() {
        char c = at < json.length() ? json.charAt(at++) : ' ';
        return switch (c) {
            case 'b', 'f', 'n', 'r', 't' -> ' ';
            case 'u' -> {
                int end = Math.min(at + 4, json.length());
                String digits = json.substring(at, end);
                at = end;
                yield digits.matches("[0-9a-fA-F]{4}") ? (char) Integer.parseInt(digits, 16) : ' ';
            }
            default -> c;
        };
    }

    private void write(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else {
                out.append(c < ' ' ? ' ' : c);
            }
        }
        out.append('"');
    }
}
