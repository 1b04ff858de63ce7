package dev.howdah.collector.text;

import java.util.Locale;
import java.util.Set;

/// Tells which words of SQL stand where a statement names a role: behind `OWNER TO`, `ALTER ROLE`,
/// `GRANT … TO`. It knows no grammar. Behind a word that announces a role, every word that SQL itself
/// does not use there counts, until one that announces something else: rather a name too many than one
/// too few. Used by one thread.
final class RolePositions {
    /// Statements that name no roles, and may have columns called `owner`.
    private static final Set<String> NAMELESS = Set.of(
            "select", "insert", "update", "delete", "merge", "with", "values", "explain", "prepare", "declare", "copy");

    /// What may stand before `ROLE`, `USER` or `GROUP` where a name follows.
    private static final Set<String> BEFORE_ROLE =
            Set.of("create", "alter", "drop", "add", "in", "for", "on", "set", "session", "local");

    /// SQL's own words among the names.
    private static final Set<String> OWN_WORDS = Set.of(
            ("with login nologin superuser nosuperuser createdb nocreatedb createrole nocreaterole inherit noinherit"
                            + " replication noreplication bypassrls nobypassrls connection limit encrypted unencrypted"
                            + " password valid until role admin user group sysid rename to set reset all add drop if"
                            + " exists mapping for server options none default public current_user current_role"
                            + " session_user grant revoke option granted by cascade restrict privileges select insert"
                            + " update delete truncate references trigger usage create connect temporary temp execute"
                            + " maintain system alter owner owned authorization true false from is null not nowait"
                            + " tablespace template encoding location")
                    .split(" "));

    private String before = "";
    private boolean nameless;
    private boolean recipients;
    private boolean names;

    /// A statement has ended.
    void reset() {
        before = "";
        nameless = false;
        recipients = false;
        names = false;
    }

    /// Goes to the statement's next word, and says whether it may be a role's name.
    ///
    /// @param nested whether it stands in parentheses, where no role is announced
    boolean next(String token, boolean nested) {
        String word = token.toLowerCase(Locale.ROOT);
        boolean own = OWN_WORDS.contains(word);
        nameless |= before.isEmpty() && NAMELESS.contains(word);
        boolean name = names && !own;
        if (!nested && !nameless) {
            switch (word) {
                case "owner", "owned", "authorization" -> names = true;
                case "role", "user", "group" -> names |= BEFORE_ROLE.contains(before);
                case "grant", "revoke" -> {
                    names = true;
                    recipients = true;
                }
                case "policy" -> recipients |= !names;
                case "to", "from" -> names |= recipients;
                case "on", "in", "using" -> {
                    names = false;
                    name = false;
                }
                default -> {}
            }
        }
        before = word;
        return name;
    }

    /// The name as the server knows it: without its quotes, or in small letters.
    static String name(String token) {
        if (!token.startsWith("\"")) {
            return token.toLowerCase(Locale.ROOT);
        }
        boolean closed = token.length() > 1 && token.endsWith("\"");
        return token.substring(1, closed ? token.length() - 1 : token.length()).replace("\"\"", "\"");
    }
}
