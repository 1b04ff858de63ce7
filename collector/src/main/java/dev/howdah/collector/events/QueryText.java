package dev.howdah.collector.events;

import dev.howdah.collector.target.RoleNames;
import dev.howdah.collector.text.SqlObfuscator;

/// Texts of queries as they may leave: without literals, and not too long.
final class QueryText {
    /// How much of a text is asked for and looked at.
    static final int LONGEST_READ = 16_384;

    /// How much of it is told.
    static final int LONGEST_TOLD = 4096;

    private static final String HIDDEN_BY_SERVER = "<insufficient privilege>";

    private QueryText() {}

    /// The text without literals; empty when the server did not tell it.
    ///
    /// @param roleNames how the names of roles in it are told
    static String told(String text, RoleNames roleNames) {
        if (text.equals(HIDDEN_BY_SERVER)) {
            return "";
        }
        String read = text.length() > LONGEST_READ ? text.substring(0, LONGEST_READ) : text;
        String told = SqlObfuscator.obfuscate(read, roleNames);
        return told.length() > LONGEST_TOLD ? told.substring(0, LONGEST_TOLD) : told;
    }
}
