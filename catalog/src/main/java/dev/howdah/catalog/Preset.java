package dev.howdah.catalog;

/// How much is collected; each preset holds the one before it.
public enum Preset {
    MINIMAL,
    STANDARD,
    EXHAUSTIVE;

    public boolean holds(Preset smaller) {
        return compareTo(smaller) >= 0;
    }

    /// The one of both that holds the other.
    Preset larger(Preset other) {
        return holds(other) ? this : other;
    }
}
