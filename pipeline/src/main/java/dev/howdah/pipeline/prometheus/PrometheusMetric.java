package dev.howdah.pipeline.prometheus;

/// A metric under its Prometheus names.
///
/// @param family the name without `_total`: what OpenMetrics calls the family
/// @param sample the name that samples carry, and what text format 0.0.4 calls the metric
record PrometheusMetric(String family, String sample, PrometheusType type, PrometheusUnit unit, String help) {
    String headerName(TextFormat format) {
        return switch (format) {
            case PROMETHEUS -> sample;
            case OPENMETRICS -> family;
        };
    }

    /// Whether samples of both can stand under one header.
    boolean agreesWith(PrometheusMetric other) {
        return type == other.type && sample.equals(other.sample) && unit.word().equals(other.unit.word());
    }
}
