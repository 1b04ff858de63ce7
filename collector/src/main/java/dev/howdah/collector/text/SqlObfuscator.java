package dev.howdah.collector.text;

import dev.howdah.collector.target.RoleNames;

/// Removes literals from SQL: each becomes `?`, a list of nothing else becomes `(?)`. Comments go,
/// blanks become one. Identifiers and parameters stay; where names of roles may not be seen, their
/// hashes stand for them. After `SET name =`, and after `PASSWORD` of a role, all the rest of the
/// statement goes, as a value need not be quoted, or was forgotten to be. No part of a literal
/// survives, also not when the text was cut off anywhere; what is in doubt is left out. Applied again
/// it changes nothing, but hashes of names.
public final class SqlObfuscator {
    private static final char HIDDEN = '?';
    private static final String ROW = "(?)";

    private final String sql;
    private final SqlLexer lexer;
    private final StringBuilder out;
    private final RoleNames roleNames;
    private final RolePositions roles = new RolePositions();

    /// Whether blanks wait to be written before the next token.
    private boolean blank;

    /// Where the innermost parenthesis was opened in the output; -1 when it holds more than literals.
    private int list = -1;

    /// Whether the token before was a literal, which the next one may continue.
    private boolean afterLiteral;

    /// Words of the statement so far, as far as they matter.
    private int words;

    /// How many parentheses are open.
    private int depth;

    private boolean defines;
    private boolean ofRole;
    private boolean assigns;
    private boolean hides;

    private SqlObfuscator(String sql, RoleNames roleNames) {
        this.sql = sql;
        this.roleNames = roleNames;
        this.lexer = new SqlLexer(sql);
        this.out = new StringBuilder(sql.length());
    }

    /// The SQL without its literals, with all names.
    public static String obfuscate(String sql) {
        return obfuscate(sql, RoleNames.SHOW);
    }

    /// The SQL without its literals.
    ///
    /// @param roleNames whether names of roles are among what may be seen
    public static String obfuscate(String sql, RoleNames roleNames) {
        return new SqlObfuscator(sql, roleNames).run();
    }

    private String run() {
        while (true) {
            switch (lexer.next()) {
                case SPACE -> blank = true;
                case LITERAL -> literal();
                case WORD -> word();
                case PARAMETER -> {
                    list = -1;
                    copy();
                }
                case SYMBOL -> symbol(sql.charAt(lexer.start()));
                case UNSURE -> {
                    literal();
                    return out.toString().strip();
                }
                case END -> {
                    return out.toString().strip();
                }
            }
        }
    }

    private void space() {
        if (blank && !out.isEmpty()) {
            out.append(' ');
        }
        blank = false;
    }

    private void copy() {
        afterLiteral = false;
        if (!hides) {
            space();
            out.append(sql, lexer.start(), lexer.end());
        }
    }

    /// A string that continues on the next line is still one.
    private void literal() {
        if (!hides && !afterLiteral) {
            space();
            out.append(HIDDEN);
        }
        afterLiteral = true;
    }

    private void word() {
        list = -1;
        words++;
        if (words == 1) {
            assigns = is("SET");
            defines = is("ALTER") || is("CREATE");
        } else if (words == 2) {
            ofRole = defines && (is("ROLE") || is("USER") || is("GROUP"));
        }
        boolean value = (assigns && is("TO")) || (ofRole && is("PASSWORD"));
        assigns |= defines && is("SET");
        copyWord();
        if (value) {
            hide();
        }
    }

    private void copyWord() {
        if (roleNames == RoleNames.SHOW) {
            copy();
            return;
        }
        String token = sql.substring(lexer.start(), lexer.end());
        if (!roles.next(token, depth > 0)) {
            copy();
            return;
        }
        afterLiteral = false;
        if (!hides) {
            space();
            out.append(roleNames.shown(RolePositions.name(token)));
        }
    }

    private boolean is(String keyword) {
        return lexer.end() - lexer.start() == keyword.length()
                && sql.regionMatches(true, lexer.start(), keyword, 0, keyword.length());
    }

    private void hide() {
        if (!hides) {
            out.append(' ').append(HIDDEN);
            hides = true;
        }
    }

    private void symbol(char c) {
        switch (c) {
            case ';' -> {
                blank &= !hides;
                hides = false;
                list = -1;
                copy();
                words = 0;
                depth = 0;
                roles.reset();
                defines = false;
                ofRole = false;
                assigns = false;
            }
            case '(', '[' -> {
                depth++;
                copy();
                list = out.length() - 1;
            }
            case ')', ']' -> close();
            case ',', HIDDEN -> copy();
            case '-', '+' -> sign();
            case '=' -> {
                list = -1;
                copy();
                if (assigns) {
                    hide();
                }
            }
            default -> {
                list = -1;
                copy();
            }
        }
    }

    /// A sign before a number in a list is part of the number.
    private void sign() {
        char before = out.isEmpty() ? ' ' : out.charAt(out.length() - 1);
        if (list < 0 || (before != '(' && before != ',')) {
            list = -1;
        }
        copy();
    }

    private void close() {
        depth = Math.max(0, depth - 1);
        boolean literals = list >= 0 && out.indexOf("?", list) > 0;
        if (literals && !hides) {
            out.setLength(list + 1);
            out.append(HIDDEN);
        }
        blank = false;
        list = -1;
        copy();
        if (literals && !hides) {
            mergeRows();
        }
    }

    /// Rows of nothing but literals, one after another, become one.
    private void mergeRows() {
        int row = out.length() - ROW.length();
        int before = row - 1;
        while (before >= 0 && out.charAt(before) == ' ') {
            before--;
        }
        if (before < 0 || out.charAt(before) != ',') {
            return;
        }
        int end = before;
        while (end > 0 && out.charAt(end - 1) == ' ') {
            end--;
        }
        if (end >= ROW.length() && out.substring(end - ROW.length(), end).equals(ROW)) {
            out.setLength(end);
        }
    }
}
