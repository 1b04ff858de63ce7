package dev.howdah.pipeline.otlp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What became of one request. The texts are for logs and hold no header values.
public sealed interface OtlpResult {
    /// The receiver took it.
    ///
    /// @param rejected points or log records it did not take for good (OTLP's partial success)
    /// @param why what it said about them, empty when nothing
    record Delivered(long rejected, String why) implements OtlpResult {}

    /// It may work later.
    ///
    /// @param after how long the receiver asked to wait, or null when it did not
    record Retry(@Nullable Duration after, String why) implements OtlpResult {}

    /// It would never work.
    record Refused(String why) implements OtlpResult {}
}
