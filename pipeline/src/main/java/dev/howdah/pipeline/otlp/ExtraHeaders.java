package dev.howdah.pipeline.otlp;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The headers a user configured. Their values are secrets: they go into requests and nowhere else.
final class ExtraHeaders {
    /// A header's value cannot be had or used now; the message does not hold it.
    static final class UnusableException extends Exception {
        UnusableException(String message) {
            super(message);
        }
    }

    private final Map<String, Supplier<String>> headers;

    ExtraHeaders(Map<String, Supplier<String>> headers) {
        this.headers = headers;
    }

    /// Asks for the values anew.
    Map<String, String> resolve() throws UnusableException {
        var resolved = new TreeMap<String, String>();
        for (var header : headers.entrySet()) {
            resolved.put(header.getKey(), value(header.getKey(), header.getValue()));
        }
        return resolved;
    }

    private static String value(String name, Supplier<String> supplier) throws UnusableException {
        String value;
        try {
            value = supplier.get();
        } catch (RuntimeException e) {
            // Without the cause: its message may hold the value.
            throw new UnusableException("header %s: its value cannot be had (%s) — check where it comes from"
                    .formatted(name, e.getClass().getSimpleName()));
        }
        if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new UnusableException(
                    "header %s: its value holds a line break or a character beyond ASCII — correct it".formatted(name));
        }
        return value;
    }
}
