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
/// @param kind what it is, and where
/// @param password resolved at each connection; null when the URL or `.pgpass` has it, or none is needed
/// @param labels become attributes of every series
/// @param interval between slots
/// @param timeout a scrape's budget, at most the interval
/// @param choice what is wanted of the catalog
/// @param databaseSessions how many databases are asked at a time, beside the session that is kept
/// @param events which are collected; only of PostgreSQL servers
/// @param switches what of that is not asked, or asked besides, or otherwise
public record Target(
        String name,
        TargetKind kind,
        @Nullable SecretReference password,
        DatabaseFilter databases,
        Attributes labels,
        Duration interval,
        Duration timeout,
        Choice choice,
        int databaseSessions,
        EventSettings events,
        Switches switches,
        RoleNames roleNames) {
    /// Few, so that a server with very many databases does not notice; enough for a thousand a minute.
    public static final int DEFAULT_DATABASE_SESSIONS = 2;

    /// A target of which no events are wanted, and all that it chooses, with the names of roles.
    public Target(
            String name,
            TargetKind kind,
            @Nullable SecretReference password,
            DatabaseFilter databases,
            Attributes labels,
            Duration interval,
            Duration timeout,
            Choice choice,
            int databaseSessions) {
        this(
                name,
                kind,
                password,
                databases,
                labels,
                interval,
                timeout,
                choice,
                databaseSessions,
                EventSettings.NONE,
                Switches.NONE,
                RoleNames.SHOW);
    }

    /// The same for a PostgreSQL server.
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
                new TargetKind.PostgreSql(url),
                password,
                databases,
                labels,
                interval,
                timeout,
                choice,
                databaseSessions);
    }

    /// The same target, with these events.
    public Target withEvents(EventSettings wanted) {
        return new Target(
                name,
                kind,
                password,
                databases,
                labels,
                interval,
                timeout,
                choice,
                databaseSessions,
                wanted,
                switches,
                roleNames);
    }

    /// Where a target is that speaks PostgreSQL's protocol, as all kinds do but Patroni.
    public PostgresUrl url() {
        return switch (kind) {
            case TargetKind.PostgreSql(PostgresUrl url) -> url;
            case TargetKind.PgBouncer(PostgresUrl url) -> url;
            case TargetKind.Patroni _ ->
                throw new IllegalStateException(
                        "target %s: a Patroni does not speak PostgreSQL's protocol".formatted(name));
        };
    }

    /// Whether another is scraped alike but for its switches, which change what is asked, not how. Events are not part
    /// of a scrape.
    public boolean sameServer(Target other) {
        return equals(new Target(
                other.name,
                other.kind,
                other.password,
                other.databases,
                other.labels,
                other.interval,
                other.timeout,
                other.choice,
                other.databaseSessions,
                events,
                switches,
                other.roleNames));
    }

    /// A text about the target as it may be seen: the name of its own role may be a secret.
    public String shown(String text) {
        return kind instanceof TargetKind.Patroni ? text : roleNames.without(url().user(), text);
    }

    /// A failure as it may be logged with all its causes; null where these may name roles.
    public @Nullable Exception shown(Exception failure) {
        return roleNames == RoleNames.SHOW ? failure : null;
    }

    /// What its series are about. It holds configured facts only: what can change while it runs (role, version) is in
    /// metrics, so that a promotion or an upgrade does not end every series.
    public Resource resource() {
        var attributes = Attributes.of(
                "service.name", kind.label(),
                "service.instance.id", kind.address(),
                "server.address", kind.host(),
                "server.port", Integer.toString(kind.port()));
        boolean database = kind instanceof TargetKind.PostgreSql;
        return new Resource(
                name, labels, database ? attributes.plus(Attributes.of("db.system.name", "postgresql")) : attributes);
    }
}
