package dev.howdah.catalog;

import java.util.Map;
import java.util.Set;

/// What was detected about a server and that decides which entries run and with which SQL.
///
/// @param majorVersion 11, 12, …
/// @param extensions what is installed in the database of the session, by name
/// @param roles the predefined roles whose privileges the session's user has; a superuser has all
public record ServerFacts(
        int majorVersion, boolean standby, Map<String, InstalledExtension> extensions, Set<String> roles) {
    /// The newest major whose SQL was tested; a newer server gets this one's.
    public static final int NEWEST_MAJOR = 18;
    /// The oldest major that is supported.
    public static final int OLDEST_MAJOR = 11;

    public ServerFacts {
        extensions = Map.copyOf(extensions);
        roles = Set.copyOf(roles);
    }

    /// An installed extension.
    ///
    /// @param version as `CREATE EXTENSION` knows it, "1.10"
    /// @param schema where its objects live, not quoted
    /// @param usable whether the session's user has the privilege to use that schema
    public record InstalledExtension(String version, String schema, boolean usable) {}
}
