package dev.howdah.pipeline.otlp;

import java.util.Locale;

/// Why an exporter gave points up; in lower case the label `reason`.
public enum DropReason {
    /// The queue was full when they came.
    QUEUE_FULL,
    /// The receiver took the request, but not them.
    REJECTED,
    /// The receiver said that the request would never be taken.
    REFUSED,
    /// The receiver could not be reached, or was busy, for longer than retries last.
    RETRIES_EXHAUSTED,
    /// The program stopped before they were sent.
    SHUTDOWN,
    /// The request could not be made; a defect, told in the log.
    FAILED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
