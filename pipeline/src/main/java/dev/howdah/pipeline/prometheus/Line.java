package dev.howdah.pipeline.prometheus;

import dev.howdah.model.Series;
import org.jspecify.annotations.Nullable;

/// One way in which a series is shown, decided when it was first seen. Most series have only one.
///
/// @param next the series' next line
record Line(
        Series series,
        PrometheusMetric metric,
        LineStart start,
        @Nullable Line next) {
    /// The line that many lines after this one.
    Line after(int lines) {
        var line = this;
        for (int i = 0; i < lines && line.next != null; i++) {
            line = line.next;
        }
        return line;
    }
}
