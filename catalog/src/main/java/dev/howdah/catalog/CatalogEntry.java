package dev.howdah.catalog;

import dev.howdah.catalog.relations.RelationLimits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One question to PostgreSQL and what its rows become; see `docs/catalog.md` for the file format.
///
/// @param until last major it runs on; `Integer.MAX_VALUE` when there is none
/// @param extension the extension that must be installed
/// @param extensionSince the oldest version of it that will do
/// @param interval zero when the entry runs in every slot
/// @param privilege the predefined role without which the answer would not be true
/// @param function the function that must be executable, where that is for superusers only unless granted
/// @param attributes column by attribute, in the file's order
/// @param startTime when the counters began
/// @param accumulate columns that tell rows apart whose growth is added up; empty otherwise
/// @param top which of those rows are shown one by one; null for none
/// @param roleAttributes attributes whose values are names of roles
/// @param userDefined whether it comes from the user: it runs last, and in a transaction of its own
public record CatalogEntry(
        String subject,
        String name,
        String description,
        int since,
        int until,
        @Nullable String extension,
        @Nullable String extensionSince,
        Role role,
        Scope scope,
        Preset preset,
        Cost cost,
        Duration interval,
        Duration timeout,
        int rowLimit,
        @Nullable String privilege,
        @Nullable String function,
        SqlTemplate sql,
        Map<String, String> attributes,
        StartTime startTime,
        List<String> accumulate,
        @Nullable Top top,
        Relations relations,
        List<MetricDefinition> metrics,
        Set<String> roleAttributes,
        boolean userDefined) {

    /// When an entry's counters began.
    public sealed interface StartTime {
        /// Since the server has kept statistics.
        record Statistics() implements StartTime {}

        /// Since the server's start.
        record Postmaster() implements StartTime {}

        /// The time in a column; where it is NULL, since the server has kept statistics.
        record Column(String name) implements StartTime {}

        /// As a catalog file says it.
        static StartTime of(@Nullable String text) {
            return switch (text) {
                case null -> new Statistics();
                case "postmaster" -> new Postmaster();
                default -> new Column(text);
            };
        }
    }

    public CatalogEntry {
        accumulate = List.copyOf(accumulate);
        metrics = List.copyOf(metrics);
        roleAttributes = Set.copyOf(roleAttributes);
    }

    /// The same entry, otherwise switched.
    CatalogEntry with(
            Duration otherInterval, Duration otherTimeout, int otherRowLimit, List<MetricDefinition> otherMetrics) {
        return new CatalogEntry(
                subject,
                name,
                description,
                since,
                until,
                extension,
                extensionSince,
                role,
                scope,
                preset,
                cost,
                otherInterval,
                otherTimeout,
                otherRowLimit,
                privilege,
                function,
                sql,
                attributes,
                startTime,
                accumulate,
                top,
                relations,
                otherMetrics,
                roleAttributes,
                userDefined);
    }

    /// The same entry, which makes no points.
    CatalogEntry withoutMetrics() {
        return with(interval, timeout, rowLimit, List.of());
    }

    /// Whether another entry makes the same points of the same rows.
    public boolean samePoints(CatalogEntry other) {
        return attributes.equals(other.attributes)
                && startTime.equals(other.startTime)
                && accumulate.equals(other.accumulate)
                && metrics.equals(other.metrics)
                && Objects.equals(top, other.top)
                && relations.equals(other.relations)
                && roleAttributes.equals(other.roleAttributes)
                && rowLimit == other.rowLimit;
    }

    /// Whether and how the entry runs on a server.
    public sealed interface Decision {
        /// It runs, with this SQL.
        record Runs(String sql) implements Decision {}

        /// It has no place there, and nothing is to be done about that: another version, another role,
        /// another preset.
        record NotForThisServer(String reason) implements Decision {}

        /// It would run if someone did something about it.
        ///
        /// @param privilege whether it is a privilege that is missing, and not an object
        /// @param cure a statement for the DBA, without semicolon; empty when the configuration leaves it out
        record Missing(boolean privilege, String reason, String cure) implements Decision {}
    }

    /// Decides for a server.
    ///
    /// @param choice what the configuration wants
    /// @param user the name of the session's user, for the cure
    public Decision decide(ServerFacts facts, Choice choice, String user) {
        var here = decideNeeded(facts, choice, user);
        if (here instanceof Decision.NotForThisServer) {
            return here;
        }
        if (!choice.preset().holds(preset)) {
            return new Decision.NotForThisServer("preset %s".formatted(lower(preset)));
        }
        return metrics.isEmpty() ? new Decision.NotForThisServer("switched off") : here;
    }

    /// Decides for a server when other entries need this one, whatever the preset holds.
    Decision decideNeeded(ServerFacts facts, Choice choice, String user) {
        int major = facts.majorVersion();
        if (major < since || major > until) {
            return new Decision.NotForThisServer(
                    until == Integer.MAX_VALUE
                            ? "PostgreSQL %d and newer".formatted(since)
                            : "PostgreSQL %d to %d".formatted(since, until));
        }
        if (!role.fits(facts.standby())) {
            return new Decision.NotForThisServer(
                    "only on a %s".formatted(role == Role.PRIMARY ? "primary" : "standby"));
        }
        var missing = missing(facts, user);
        return missing == null ? new Decision.Runs(render(facts, choice)) : missing;
    }

    private Decision.@Nullable Missing missing(ServerFacts facts, String user) {
        if (extension != null) {
            var installed = facts.extensions().get(extension);
            if (installed == null) {
                return new Decision.Missing(
                        false,
                        "extension %s is not installed in this database".formatted(extension),
                        "CREATE EXTENSION " + extension);
            }
            if (extensionSince != null
                    && ExtensionVersion.number(installed.version()) < ExtensionVersion.number(extensionSince)) {
                return new Decision.Missing(
                        false,
                        "extension %s is version %s, needs %s"
                                .formatted(extension, installed.version(), extensionSince),
                        "ALTER EXTENSION %s UPDATE".formatted(extension));
            }
            if (!installed.usable()) {
                return new Decision.Missing(
                        true,
                        "needs the privilege to use schema %s".formatted(quoted(installed.schema())),
                        "GRANT USAGE ON SCHEMA %s TO %s".formatted(quoted(installed.schema()), quoted(user)));
            }
        }
        if (function != null && !facts.functions().contains(function)) {
            return new Decision.Missing(
                    true,
                    "needs the privilege to execute %s".formatted(function),
                    "GRANT EXECUTE ON FUNCTION pg_catalog.%s TO %s".formatted(function, quoted(user)));
        }
        if (privilege != null && !facts.roles().contains(privilege)) {
            return new Decision.Missing(
                    true,
                    "needs the privileges of %s".formatted(privilege),
                    "GRANT %s TO %s".formatted(privilege, quoted(user)));
        }
        return null;
    }

    private String render(ServerFacts facts, Choice choice) {
        var installed = extension == null ? null : facts.extensions().get(extension);
        var words = relations.templateWords(choice.relations());
        return installed == null
                ? sql.render(facts.majorVersion(), facts.standby(), choice.preset(), 0, "", words, this::has)
                : sql.render(
                        facts.majorVersion(),
                        facts.standby(),
                        choice.preset(),
                        ExtensionVersion.number(installed.version()),
                        installed.schema(),
                        words,
                        this::has);
    }

    private boolean has(String metric) {
        return metrics.stream().anyMatch(each -> each.metric().name().equals(metric));
    }

    /// The SQL as it is sent to a server of that kind, with preset exhaustive and extensions in their
    /// newest version; empty when it does not run there.
    public Optional<String> sqlFor(int major, boolean standby) {
        return major < since || major > until || !role.fits(standby)
                ? Optional.empty()
                : Optional.of(sql.render(
                        major,
                        standby,
                        Preset.EXHAUSTIVE,
                        extension == null ? 0 : 9999,
                        extension == null ? "" : "public",
                        relations.templateWords(RelationLimits.DEFAULTS),
                        this::has));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
