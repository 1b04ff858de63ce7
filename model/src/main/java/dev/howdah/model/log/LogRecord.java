package dev.howdah.model.log;

import org.jspecify.annotations.Nullable;

/// Something that was seen at one time.
///
/// @param timeNanos when, in nanoseconds since the epoch
/// @param eventName what kind of event it is: `db.server.query_sample`
/// @param body a text for people; empty when the attributes say it all
/// @param trace the span it belongs to; null when none is known
public record LogRecord(
        long timeNanos,
        Severity severity,
        String eventName,
        String body,
        LogAttributes attributes,
        @Nullable TraceContext trace) {}
