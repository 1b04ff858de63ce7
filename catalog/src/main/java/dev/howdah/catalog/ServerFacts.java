package dev.howdah.catalog;

import java.util.Map;
import java.util.Set;

/// What was detected about a server and that decides which entries run and with which SQL.
///
/// @param majorVersion 11, 12, …
/// @param extensions what is installed in the database of the session, by name
/// @param roles the predefined roles whose privileges the session's user has; a superuser has all
/// @param functions those of [#GRANTABLE_FUNCTIONS] that the session's user may execute
public record ServerFacts(
        int majorVersion,
        boolean standby,
        Map<String, InstalledExtension> extensions,
        Set<String> roles,
        Set<String> functions) {
    /// Functions that only superusers may execute on some major unless they are granted, as
    /// `regprocedure` prints them.
    public static final Set<String> GRANTABLE_FUNCTIONS = Set.of(
            "pg_get_shmem_allocations()",
            "pg_hba_file_rules()",
            "pg_ident_file_mappings()",
            "pg_show_all_file_settings()",
            "pg_show_replication_origin_status()");
    /// The newest major whose SQL was tested; a newer server gets this one's.
    public static final int NEWEST_MAJOR = 18;
    /// The oldest major that is supported.
    public static final int OLDEST_MAJOR = 11;

    public ServerFacts {
        extensions = Map.copyOf(extensions);
        roles = Set.copyOf(roles);
        functions = Set.copyOf(functions);
    }

    /// An installed extension.
    ///
    /// @param version as `CREATE EXTENSION` knows it, "1.10"
    /// @param schema where its objects live, not quoted
    /// @param usable whether the session's user has the privilege to use that schema
    public record InstalledExtension(String version, String schema, boolean usable) {}
}
