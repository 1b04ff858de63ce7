package dev.howdah.model;

import java.util.Arrays;

/// Points that one source (a catalog entry) produced for one target and one slot, in columns: the series, 64 bits of
/// value (see [NumberKind]) and, for sums, the start time. Immutable.
public final class PointBatch {
    private final String source;
    private final long timeNanos;
    private final long freshForNanos;
    private final Series[] series;
    private final long[] bits;
    private final long[] startNanos;

    private PointBatch(Builder builder) {
        this.source = builder.source;
        this.timeNanos = builder.timeNanos;
        this.freshForNanos = builder.freshForNanos;
        this.series = Arrays.copyOf(builder.series, builder.size);
        this.bits = Arrays.copyOf(builder.bits, builder.size);
        this.startNanos = Arrays.copyOf(builder.startNanos, builder.size);
    }

    /// Starts a batch.
    ///
    /// @param source what produced the points: a catalog entry's name
    /// @param timeNanos the slot's time, in nanoseconds since the epoch; it is the time stamp of every point
    /// @param freshForNanos how long after [#timeNanos()] the points may still be shown as current
    public static Builder builder(String source, long timeNanos, long freshForNanos) {
        return new Builder(source, timeNanos, freshForNanos);
    }

    public String source() {
        return source;
    }

    public long timeNanos() {
        return timeNanos;
    }

    public long freshUntilNanos() {
        return timeNanos + freshForNanos;
    }

    public int size() {
        return series.length;
    }

    public Series series(int index) {
        return series[index];
    }

    /// The value as it came, whose meaning the metric's [NumberKind] tells.
    public long bits(int index) {
        return bits[index];
    }

    public double value(int index) {
        return switch (series[index].metric().number()) {
            case INTEGER -> bits[index];
            case DOUBLE -> Double.longBitsToDouble(bits[index]);
        };
    }

    /// When the sum began, in nanoseconds since the epoch; 0 when unknown or when the metric is a gauge.
    public long startNanos(int index) {
        return startNanos[index];
    }

    /// Collects points; not safe for use by several threads.
    public static final class Builder {
        private final String source;
        private final long timeNanos;
        private final long freshForNanos;
        private Series[] series = new Series[32];
        private long[] bits = new long[32];
        private long[] startNanos = new long[32];
        private int size;

        private Builder(String source, long timeNanos, long freshForNanos) {
            this.source = source;
            this.timeNanos = timeNanos;
            this.freshForNanos = freshForNanos;
        }

        public Builder add(Series point, long pointBits, long pointStartNanos) {
            if (size == series.length) {
                series = Arrays.copyOf(series, size * 2);
                bits = Arrays.copyOf(bits, size * 2);
                startNanos = Arrays.copyOf(startNanos, size * 2);
            }
            series[size] = point;
            bits[size] = pointBits;
            startNanos[size] = pointStartNanos;
            size++;
            return this;
        }

        public int size() {
            return size;
        }

        public PointBatch build() {
            return new PointBatch(this);
        }
    }
}
