package dev.howdah.model;

/// How values of a metric relate over time, in OpenTelemetry's terms.
public enum MetricType {
    /// A value that is measured; sums over time mean nothing.
    GAUGE,
    /// A cumulative sum that only grows until it is reset (OTLP: monotonic sum).
    COUNTER,
    /// A sum that also falls, such as a number of rows (OTLP: non-monotonic sum).
    UP_DOWN_COUNTER
}
