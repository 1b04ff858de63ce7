package dev.howdah.collector.text;

/// Cuts SQL into tokens as PostgreSQL's lexer does. A token that the text's end cuts off reaches to the end. Takes
/// time that grows with the text's length and no faster. Used by one thread.
final class SqlLexer {
    /// What a token is.
    enum Kind {
        /// Blanks, comments, control characters.
        SPACE,
        /// A string constant in any of its forms, or a number.
        LITERAL,
        /// A string constant whose end nobody can tell, because it depends on a setting of the session: the rest of
        /// the text counts as part of it.
        UNSURE,
        /// A key word or an identifier, quoted or not.
        WORD,
        /// `$1`.
        PARAMETER,
        /// One character of anything else.
        SYMBOL,
        END
    }

    private final String sql;
    private int start;
    private int end;

    SqlLexer(String sql) {
        this.sql = sql;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /// Goes to the next token.
    Kind next() {
        start = end;
        if (start == sql.length()) {
            return Kind.END;
        }
        char c = sql.charAt(start);
        if (isSpace(c)) {
            return space();
        }
        char after = at(start + 1);
        if (c == '-' && after == '-') {
            return lineComment();
        }
        if (c == '/' && after == '*') {
            return blockComment();
        }
        return switch (c) {
            case '\'' -> quoted(start + 1);
            case '"' -> identifier();
            case '$' -> dollar();
            default ->
                isDigit(c) || (c == '.' && isDigit(after))
                        ? number()
                        : isWordStart(c) ? word() : upTo(start + 1, Kind.SYMBOL);
        };
    }

    private Kind upTo(int newEnd, Kind kind) {
        end = Math.min(newEnd, sql.length());
        return kind;
    }

    /// The character there; NUL, which no SQL holds, beyond the end.
    private char at(int index) {
        return index < sql.length() ? sql.charAt(index) : '\0';
    }

    private Kind space() {
        int i = start + 1;
        while (i < sql.length() && isSpace(sql.charAt(i))) {
            i++;
        }
        return upTo(i, Kind.SPACE);
    }

    private Kind lineComment() {
        int i = start + 2;
        while (i < sql.length() && sql.charAt(i) != '\n' && sql.charAt(i) != '\r') {
            i++;
        }
        return upTo(i, Kind.SPACE);
    }

    /// Block comments nest.
    private Kind blockComment() {
        int depth = 0;
        int i = start;
        while (i < sql.length()) {
            if (sql.charAt(i) == '/' && at(i + 1) == '*') {
                depth++;
                i += 2;
            } else if (sql.charAt(i) == '*' && at(i + 1) == '/') {
                depth--;
                i += 2;
                if (depth == 0) {
                    return upTo(i, Kind.SPACE);
                }
            } else {
                i++;
            }
        }
        return upTo(i, Kind.SPACE);
    }

    /// An ordinary string constant. Whether a backslash before its quote escapes that depends on
    /// `standard_conforming_strings`, which the text does not tell.
    private Kind quoted(int from) {
        int i = from;
        int backslashes = 0;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == '\'') {
                if (backslashes % 2 == 1) {
                    return upTo(sql.length(), Kind.UNSURE);
                }
                if (at(i + 1) != '\'') {
                    return upTo(i + 1, Kind.LITERAL);
                }
                i++;
            }
            backslashes = c == '\\' ? backslashes + 1 : 0;
            i++;
        }
        return upTo(i, Kind.LITERAL);
    }

    private Kind escaped(int from) {
        int i = from;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == '\'' && at(i + 1) != '\'') {
                return upTo(i + 1, Kind.LITERAL);
            }
            i += c == '\\' || c == '\'' ? 2 : 1;
        }
        return upTo(i, Kind.LITERAL);
    }

    private Kind identifier() {
        int i = start + 1;
        while (i < sql.length()) {
            if (sql.charAt(i) == '"') {
                if (at(i + 1) != '"') {
                    return upTo(i + 1, Kind.WORD);
                }
                i++;
            }
            i++;
        }
        return upTo(i, Kind.WORD);
    }

    /// A parameter, a dollar-quoted string, or a dollar sign.
    private Kind dollar() {
        int i = start + 1;
        if (isDigit(at(i))) {
            while (isDigit(at(i))) {
                i++;
            }
            return upTo(i, Kind.PARAMETER);
        }
        while (isWordPart(at(i)) && at(i) != '$') {
            i++;
        }
        if (at(i) != '$') {
            return upTo(start + 1, Kind.SYMBOL);
        }
        String tag = sql.substring(start, i + 1);
        int close = sql.indexOf(tag, i + 1);
        return upTo(close < 0 ? sql.length() : close + tag.length(), Kind.LITERAL);
    }

    /// Takes more than PostgreSQL does, all letters that follow: what is stuck to a number is as good as part of it.
    private Kind number() {
        int i = start + 1;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            boolean exponentSign = (c == '+' || c == '-') && (sql.charAt(i - 1) | 0x20) == 'e' && isDigit(at(i + 1));
            if (!exponentSign && c != '.' && (!isWordPart(c) || c == '$')) {
                break;
            }
            i++;
        }
        return upTo(i, Kind.LITERAL);
    }

    /// A word, unless it is the prefix of a string constant.
    private Kind word() {
        char after = at(start + 1);
        switch (sql.charAt(start)) {
            case 'e', 'E' -> {
                if (after == '\'') {
                    return escaped(start + 2);
                }
            }
            case 'b', 'B', 'x', 'X', 'n', 'N' -> {
                if (after == '\'') {
                    return quoted(start + 2);
                }
            }
            case 'u', 'U' -> {
                if (after == '&' && at(start + 2) == '\'') {
                    return quoted(start + 3);
                }
            }
            default -> {}
        }
        int i = start + 1;
        while (i < sql.length() && isWordPart(sql.charAt(i))) {
            i++;
        }
        return upTo(i, Kind.WORD);
    }

    private static boolean isSpace(char c) {
        return c <= ' ' || c == 0x7f;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }
}
