package dev.howdah.catalog.relations;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// A condition from the configuration, such as `n_live_tup > 100000 OR n_dead_tup > 10000`: comparisons
/// of known words with whole numbers, joined by AND and OR, with parentheses. It becomes part of a
/// statement, so nothing else is let in.
public record RelationCondition(String sql) {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*|[0-9]+|<=|>=|<>|!=|[<>=()])", Pattern.DOTALL);
    private static final Set<String> COMPARISONS = Set.of("<", "<=", "=", ">=", ">", "<>", "!=");

    /// Reads a condition.
    ///
    /// @param words that may be compared
    /// @throws IllegalArgumentException with what was found and what was expected
    public static RelationCondition parse(String text, List<String> words) {
        var parser = new Parser(text, words);
        parser.condition();
        parser.end();
        return new RelationCondition(String.join(" ", parser.sql));
    }

    private static final class Parser {
        private final String text;
        private final List<String> words;
        private final List<String> tokens = new ArrayList<>();
        private final List<String> sql = new ArrayList<>();
        private int next;

        private Parser(String text, List<String> words) {
            this.text = text;
            this.words = words;
            var matcher = TOKEN.matcher(text.strip());
            int end = 0;
            while (matcher.find() && matcher.start() == end) {
                tokens.add(matcher.group(1).toLowerCase(Locale.ROOT));
                end = matcher.end();
            }
            if (end != text.strip().length() || tokens.isEmpty()) {
                throw refused(text.strip().substring(Math.min(end, text.strip().length())));
            }
        }

        private void condition() {
            comparison();
            while (next < tokens.size() && Set.of("and", "or").contains(tokens.get(next))) {
                sql.add(take().toUpperCase(Locale.ROOT));
                comparison();
            }
        }

        private void comparison() {
            if (peek().equals("(")) {
                sql.add(take());
                condition();
                expect(peek().equals(")"));
                sql.add(take());
                return;
            }
            expect(words.contains(peek()));
            sql.add(take());
            expect(COMPARISONS.contains(peek()));
            sql.add(take());
            expect(!peek().isEmpty() && peek().length() <= 18 && Character.isDigit(peek().charAt(0)));
            sql.add(take());
        }

        private void end() {
            expect(next == tokens.size());
        }

        private void expect(boolean fits) {
            if (!fits) {
                throw refused(peek());
            }
        }

        private String peek() {
            return next < tokens.size() ? tokens.get(next) : "";
        }

        private String take() {
            return tokens.get(next++);
        }

        private IllegalArgumentException refused(String found) {
            return new IllegalArgumentException(
                    "is '%s', wrong at %s, expected comparisons such as '%s > 1000' joined by AND or OR; words are %s"
                            .formatted(
                                    text,
                                    found.isBlank() ? "its end" : "'" + found.strip() + "'",
                                    words.getFirst(),
                                    String.join(", ", words)));
        }
    }
}
