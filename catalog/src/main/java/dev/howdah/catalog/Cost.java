package dev.howdah.catalog;

/// What an entry costs the server.
public enum Cost {
    /// Reads the server's memory only.
    LOW,
    /// Grows with the number of objects.
    MEDIUM,
    /// Touches files.
    HIGH
}
