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
    void add(int batch, int point) {
        if (size == points.length) {
            points = Arrays.copyOf(points, size * 2);
        }
        points[size++] = ((long) batch << 32) | point;
    }

    int size() {
        return size;
    }

    int batch(int index) {
        return (int) (points[index] >>> 32);
    }

    int point(int index) {
        return (int) points[index];
    }
}
