package dev.howdah.catalog.convert;

import dev.howdah.catalog.SqlTokens.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds the relations that SQL reads and does not qualify: what stands in its FROM lists, except what
/// WITH names.
final class FromNames {
    private static final Set<String> BEFORE_NAME = Set.of("only", "lateral");
    private static final Set<String> ENDS_LIST = Set.of(
            "where",
            "group",
            "order",
            "having",
            "window",
            "limit",
            "offset",
            "fetch",
            "union",
            "except",
            "intersect",
            "returning");

    /// A pair of parentheses. A FROM counts only beside a SELECT: `extract(epoch FROM x)` has none.
    private static final class Level {
        private boolean select;
        private boolean inList;
    }

    private final List<Token> tokens;
    private final Set<String> with = new HashSet<>();
    private final List<Token> found = new ArrayList<>();

    private FromNames(List<Token> tokens) {
        this.tokens = tokens;
    }

    static List<Token> unqualified(List<Token> tokens) {
        var names = new FromNames(tokens);
        names.readWith();
        names.read();
        return names.found;
    }

    private String text(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index).text() : "";
    }

    /// Only a name that WITH gives is followed by AS and a parenthesis, or by its columns between the
    /// two.
    private void readWith() {
        for (int i = 0; i < tokens.size(); i++) {
            int after = i + 1;
            if (text(after).equals("(") && Set.of("with", "recursive", ",").contains(text(i - 1))) {
                after = closing(after) + 1;
            }
            if (text(after).equals("as") && Set.of("(", "materialized", "not").contains(text(after + 1))) {
                with.add(text(i));
            }
        }
    }

    private int closing(int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += switch (text(i)) {
                case "(" -> 1;
                case ")" -> -1;
                default -> 0;
            };
            if (depth == 0) {
                return i;
            }
        }
        return tokens.size();
    }

    private void read() {
        Deque<Level> levels = new ArrayDeque<>(List.of(new Level()));
        boolean nameNext = false;
        for (int i = 0; i < tokens.size(); i++) {
            String token = text(i);
            var level = levels.element();
            if (token.equals("(")) {
                var inner = new Level();
                inner.inList = nameNext;
                inner.select = nameNext;
                levels.push(inner);
            } else if (token.equals(")") && levels.size() > 1) {
                levels.pop();
                nameNext = false;
            } else if (token.equals("select") || token.equals("with") || token.equals("values")) {
                level.select = true;
                level.inList = false;
                nameNext = false;
            } else if (token.equals("from") && level.select && !distinctFrom(i)) {
                level.inList = true;
                nameNext = true;
            } else if (ENDS_LIST.contains(token) && !text(i - 1).equals(".")) {
                level.inList = false;
                nameNext = false;
            } else if (level.inList && (token.equals(",") || token.equals("join"))) {
                nameNext = true;
            } else if (nameNext && !BEFORE_NAME.contains(token)) {
                nameNext = false;
                name(i);
            }
        }
    }

    private boolean distinctFrom(int from) {
        return text(from - 1).equals("distinct") && Set.of("is", "not").contains(text(from - 2));
    }

    private void name(int index) {
        String next = text(index + 1);
        if (!next.equals(".") && !next.equals("(") && !next.equals("from") && !with.contains(text(index))) {
            found.add(tokens.get(index));
        }
    }
}
