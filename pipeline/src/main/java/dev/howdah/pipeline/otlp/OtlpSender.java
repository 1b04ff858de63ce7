package dev.howdah.pipeline.otlp;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;

/// Sends requests over one protocol. Used by several threads after [#start()].
public interface OtlpSender extends AutoCloseable {
    /// Reads key material and prepares connections; the network is first used by [#send].
    ///
    /// @throws IllegalArgumentException when key material cannot be used
    default void start() {}

    /// Sends and waits for the answer, no longer than the configured time-out.
    ///
    /// @throws InterruptedException when the thread was interrupted; what became of the request is then unknown
    OtlpResult send(ExportMetricsServiceRequest request) throws InterruptedException;

    /// Sends log records in the same way.
    OtlpResult send(ExportLogsServiceRequest request) throws InterruptedException;

    @Override
    default void close() {}
}
