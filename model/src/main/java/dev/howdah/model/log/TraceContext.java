package dev.howdah.model.log;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The span of a trace that something belongs to, as W3C Trace Context has it.
///
/// @param traceId 32 hexadecimal digits, not all zero
/// @param spanId 16 hexadecimal digits, not all zero
/// @param flags 0 to 255
public record TraceContext(String traceId, String spanId, int flags) {
    /// Version, trace, parent and flags; it may stand amid other words, but not amid a longer word.
    private static final Pattern TRACEPARENT = Pattern.compile(
            "(?<![0-9A-Za-z])(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?![0-9A-Za-z])");

    /// The first `traceparent` in a text.
    public static Optional<TraceContext> find(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        var matcher = TRACEPARENT.matcher(text);
        return matcher.find()
                ? Optional.of(
                        new TraceContext(matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3), 16)))
                : Optional.empty();
    }
}
