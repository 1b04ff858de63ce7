package dev.howdah.collector.target;

import dev.howdah.catalog.Choice;
import dev.howdah.catalog.Switches;
import dev.howdah.model.Attributes;
import dev.howdah.model.Resource;
import dev.howdah.security.SecretReference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A server to be asked, and how. Two equal targets are collected alike, so a reload leaves them alone.
///
/// @param name unique; part of every series' resource
/// @param password resolved at each connection; null when the URL or `.pgpass` has it, or none is needed
/// @param labels become attributes of every series
/// @param interval between slots
/// @param timeout a scrape's budget, at most the interval
/// @param choice what is wanted of the catalog
/// @param databaseSessions how many databases are asked at a time, beside the session that is kept
/// @param switches what of that is not asked, or asked besides, or otherwise
public record Target(
        String name,
        PostgresUrl url,
        @Nullable SecretReference password,
        DatabaseFilter databases,
        Attributes labels,
        Duration interval,
        Duration timeout,
        Choice choice,
        int databaseSessions,
        Switches switches,
        RoleNames roleNames) {
    /// Few, so that a server with very many databases does not notice; enough for a thousand a minute.
    public static final int DEFAULT_DATABASE_SESSIONS = 2;

    /// A target that is asked all that it chooses, and shows the names of roles.
    public Target(
            String name,
            PostgresUrl url,
            @Nullable SecretReference password,
            DatabaseFilter databases,
            Attributes labels,
            Duration interval,
            Duration timeout,
            Choice choice,
            int databaseSessions) {
        this(
                name,
                url,
                password,
                databases,
                labels,
                interval,
                timeout,
                choice,
                databaseSessions,
                Switches.NONE,
                RoleNames.SHOW);
    }

    /// Whether another is the same but for its switches: they change what is asked, not how.
    public boolean sameServer(Target other) {
        return equals(new Target(
                other.name,
                other.url,
                other.password,
                other.databases,
                other.labels,
                other.interval,
                other.timeout,
                other.choice,
                other.databaseSessions,
                switches,
                other.roleNames));
    }

    /// A text about the target as it may be seen: the name of its own role may be a secret.
    public String shown(String text) {
        return roleNames.without(url.user(), text);
    }

    /// What its series are about. It holds configured facts only: what can change while it runs (role, version) is in
    /// metrics, so that a promotion or an upgrade does not end every series.
    public Resource resource() {
        return new Resource(
                name,
                labels,
                Attributes.of(
                        "service.name", "postgresql",
                        "service.instance.id", url.address(),
                        "db.system.name", "postgresql",
                        "server.address", url.host(),
                        "server.port", Integer.toString(url.port())));
    }
}
