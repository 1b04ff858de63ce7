package dev.howdah.pipeline.prometheus;

import java.util.Arrays;

/// The points of one snapshot that stand under one header, in order of their targets.
final class Family {
    final PrometheusMetric metric;
    private long[] points = new long[16];
    private int size;

    Family(PrometheusMetric metric) {
        this.metric = metric;
    }

    /// Adds a point.
    ///
    /// @param batch the batch's index in the snapshot
    /// @param point the point's index in the batch
    /// @param line which of the series' lines it is, at most 255
    void add(int batch, int point, int line) {
        if (size == points.length) {
            points = Arrays.copyOf(points, size * 2);
        }
        points[size++] = ((long) line << 56) | ((long) batch << 32) | point;
    }

    int size() {
        return size;
    }

    int batch(int index) {
        return (int) (points[index] >>> 32) & 0xffffff;
    }

    int point(int index) {
        return (int) points[index];
    }

    int line(int index) {
        return (int) (points[index] >>> 56);
    }
}
