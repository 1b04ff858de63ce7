package dev.howdah.collector.scrape;

import java.util.Locale;

/// How an entry's run ended; the lower-case name stands in metrics.
public enum Outcome {
    OK,
    /// There were more rows than the entry's limit.
    TRUNCATED,
    /// The privilege is missing; not tried again until the server is detected anew.
    DENIED,
    /// A column, function, relation or library is missing; not tried again until the server is detected
    /// anew.
    MISSING,
    /// It took longer than its time-out.
    TIMEOUT,
    /// It would have waited for a lock.
    LOCKED,
    /// The scrape's budget was used up before its turn.
    BUDGET,
    /// The session was lost in the middle.
    DISCONNECTED,
    /// The server gave no answer and did not react to being cancelled; not sent again while that
    /// process lives.
    HUNG,
    ERROR;

    /// What an error of the server means.
    public static Outcome of(String sqlState) {
        return switch (sqlState) {
            case "42501" -> DENIED;
            case "42703", "42P01", "42883", "42704", "3F000", "58P01", "55000" -> MISSING;
            case "57014" -> TIMEOUT;
            case "55P03" -> LOCKED;
            // 57P01 to 57P05: the server ends the session; 08: the connection is gone
            case "57P01", "57P02", "57P03", "57P04", "57P05" -> DISCONNECTED;
            default -> sqlState.startsWith("08") ? DISCONNECTED : ERROR;
        };
    }

    boolean disables() {
        return this == DENIED || this == MISSING;
    }

    boolean brought() {
        return this == OK || this == TRUNCATED;
    }

    /// Whether it did not run to an end, so that it is due again in the next slot.
    boolean unfinished() {
        return this == BUDGET || this == DISCONNECTED || this == HUNG;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
