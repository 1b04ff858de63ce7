package dev.howdah.model;

/// What the 64 bits of a metric's point hold.
public enum NumberKind {
    /// A signed integer.
    INTEGER,
    /// An IEEE 754 double, as of `Double.doubleToRawLongBits`.
    DOUBLE
}
