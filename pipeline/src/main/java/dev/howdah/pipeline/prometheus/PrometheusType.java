package dev.howdah.pipeline.prometheus;

/// The types that our metrics have in Prometheus.
enum PrometheusType {
    COUNTER("counter", "counter"),
    /// Also sums that fall: Prometheus has no other type for them.
    GAUGE("gauge", "gauge"),
    UNTYPED("untyped", "unknown");

    private final String text;
    private final String openMetrics;

    PrometheusType(String text, String openMetrics) {
        this.text = text;
        this.openMetrics = openMetrics;
    }

    String word(TextFormat format) {
        return switch (format) {
            case PROMETHEUS -> text;
            case OPENMETRICS -> openMetrics;
        };
    }
}
