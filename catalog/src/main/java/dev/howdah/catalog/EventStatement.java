package dev.howdah.catalog;

import dev.howdah.catalog.CatalogEntry.Decision;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// What is asked for events. The SQL stands in files of these names beside the catalog's, with the same words for
/// versions.
public enum EventStatement {
    /// The sessions that do something, longest first.
    QUERY_SAMPLE(false),
    /// What the given sessions wait for, and who holds it.
    BLOCKING(false),
    /// The numbers of all statements.
    TOP_QUERY(true),
    /// The texts of the given statements.
    TOP_QUERY_TEXT(true);

    private static final String EXTENSION = "pg_stat_statements";
    private static final String OLDEST = "1.4";
    private static final String PRIVILEGE = "pg_read_all_stats";

    private final boolean extension;

    EventStatement(boolean extension) {
        this.extension = extension;
    }

    /// Decides whether it runs on a server.
    ///
    /// @param user the name of the session's user, for the cure
    public Decision decide(ServerFacts facts, String user) {
        if (!facts.roles().contains(PRIVILEGE)) {
            return new Decision.Missing(
                    true, "needs the privileges of " + PRIVILEGE, "GRANT %s TO %s".formatted(PRIVILEGE, quoted(user)));
        }
        var installed = facts.extensions().get(EXTENSION);
        if (!extension) {
            return new Decision.Runs(render(facts.majorVersion(), facts.standby(), 0, ""));
        }
        if (installed == null) {
            return new Decision.Missing(
                    false,
                    "extension %s is not installed in this database".formatted(EXTENSION),
                    "CREATE EXTENSION " + EXTENSION);
        }
        int version = ExtensionVersion.number(installed.version());
        if (version < ExtensionVersion.number(OLDEST)) {
            return new Decision.Missing(
                    false,
                    "extension %s is version %s, needs %s".formatted(EXTENSION, installed.version(), OLDEST),
                    "ALTER EXTENSION %s UPDATE".formatted(EXTENSION));
        }
        if (!installed.usable()) {
            return new Decision.Missing(
                    true,
                    "needs the privilege to use schema %s".formatted(quoted(installed.schema())),
                    "GRANT USAGE ON SCHEMA %s TO %s".formatted(quoted(installed.schema()), quoted(user)));
        }
        return new Decision.Runs(render(facts.majorVersion(), facts.standby(), version, installed.schema()));
    }

    private String render(int major, boolean standby, int version, String schema) {
        String file = "events/%s.sql".formatted(name().toLowerCase(Locale.ROOT));
        try (InputStream stream = Objects.requireNonNull(EventStatement.class.getResourceAsStream(file), file)) {
            return SqlTemplate.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                    .render(major, standby, Preset.STANDARD, version, schema, Map.of(), _ -> true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
