package dev.howdah.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Splits SQL as PostgreSQL's lexer does about comments, strings and quoted names, so that nothing that
/// stands in one is taken for SQL, and nothing is hidden from us that PostgreSQL would see.
public final class SqlTokens {
    private static final Pattern DOLLAR = Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    /// A token and where it stands.
    ///
    /// @param end after its last character
    public record Token(String text, int begin, int end) {}

    private SqlTokens(String sql) {
        this.sql = sql;
    }

    /// Words in lower case, quoted names with their quotes, strings as `''`, and single characters.
    ///
    /// @throws IllegalArgumentException when a quote or a comment is not closed
    static List<String> of(String sql) {
        return placed(sql).stream().map(Token::text).toList();
    }

    /// The same with their places.
    public static List<Token> placed(String sql) {
        var reader = new SqlTokens(sql);
        while (reader.at < sql.length()) {
            reader.next();
        }
        return reader.tokens;
    }

    private void next() {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (sql.startsWith("--", at)) {
            skipLine();
        } else if (sql.startsWith("/*", at)) {
            skipComment();
        } else if (c == '\'') {
            quoted('\'', endsInEscapeWord());
        } else if (c == '"') {
            quoted('"', false);
        } else if (isWord(c)) {
            word();
        } else if (c != '$' || !dollarQuoted()) {
            at++;
            add(String.valueOf(c), at - 1);
        }
    }

    private void add(String text, int begin) {
        tokens.add(new Token(text, begin, at));
    }

    private void skipLine() {
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
    }

    /// Comments nest.
    private void skipComment() {
        int depth = 0;
        do {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else if (at++ >= sql.length()) {
                throw new IllegalArgumentException("a comment /* is not closed");
            }
        } while (depth > 0);
    }

    /// Whether the string that begins here is one with backslashes: `E'…'`.
    private boolean endsInEscapeWord() {
        boolean escape = at > 0
                && (sql.charAt(at - 1) == 'e' || sql.charAt(at - 1) == 'E')
                && (at == 1 || !isWord(sql.charAt(at - 2)));
        if (escape) {
            tokens.removeLast();
        }
        return escape;
    }

    private void quoted(char quote, boolean backslashes) {
        int begin = at++;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (backslashes && c == '\\') {
                at++;
            } else if (c == quote) {
                if (at + 1 == sql.length() || sql.charAt(at + 1) != quote) {
                    at++;
                    add(quote == '"' ? sql.substring(begin, at) : "''", begin);
                    return;
                }
                at++;
            }
            at++;
        }
        throw new IllegalArgumentException("a quote %s is not closed".formatted(quote));
    }

    private boolean dollarQuoted() {
        var tag = DOLLAR.matcher(sql).region(at, sql.length());
        if ((at > 0 && isWord(sql.charAt(at - 1))) || !tag.lookingAt()) {
            return false;
        }
        int end = sql.indexOf(tag.group(), tag.end());
        if (end < 0) {
            throw new IllegalArgumentException("a quote %s is not closed".formatted(tag.group()));
        }
        int begin = at;
        at = end + tag.group().length();
        add("''", begin);
        return true;
    }

    private void word() {
        int begin = at;
        while (at < sql.length() && isWord(sql.charAt(at))) {
            at++;
        }
        add(sql.substring(begin, at).toLowerCase(Locale.ROOT), begin);
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
