package dev.howdah.catalog;

/// Where an entry runs.
public enum Scope {
    /// Once for the server, in the database of the target's URL.
    SERVER,
    /// Once in each database that may be entered.
    DATABASE
}
