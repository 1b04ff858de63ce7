package dev.howdah.app.config;

import dev.howdah.app.config.Configuration.CollectionSettings;
import dev.howdah.catalog.Choice;
import dev.howdah.catalog.Preset;
import dev.howdah.catalog.yaml.Durations;
import dev.howdah.catalog.yaml.YamlMap;
import dev.howdah.collector.discovery.TargetTemplate;
import dev.howdah.collector.target.DatabaseFilter;
import dev.howdah.collector.target.PatroniUrl;
import dev.howdah.collector.target.PostgresUrl;
import dev.howdah.collector.target.RoleNames;
import dev.howdah.collector.target.Target;
import dev.howdah.collector.target.TargetKind;
import dev.howdah.model.Attributes;
import dev.howdah.security.SecretReference;
import dev.howdah.security.SecretUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the targets.
final class TargetReader {
    private final Function<String, @Nullable String> environment;

    private final SwitchesReader switches;

    TargetReader(Function<String, @Nullable String> environment, SwitchesReader switches) {
        this.environment = environment;
        this.switches = switches;
    }

    /// @param mayBeNone whether a file without targets is in order
    List<Target> read(YamlMap file, CollectionSettings collection, boolean mayBeNone) {
        var targets = new ArrayList<Target>();
        var lineOfName = new HashMap<String, Integer>();
        var maps = file.maps("targets");
        for (var map : maps) {
            try (map) {
                target(map, collection).ifPresent(targets::add);
                String name = map.string("name", "");
                Integer earlier = name.isEmpty() ? null : lineOfName.putIfAbsent(name, map.line("name"));
                if (earlier != null) {
                    map.problem(
                            "name",
                            "'%s' is taken by the target in line %d — names must be unique".formatted(name, earlier));
                }
            }
        }
        if (maps.isEmpty() && !mayBeNone) {
            file.problem("targets", "is missing or empty, expected at least one target with name and url");
        }
        return targets;
    }

    /// A template: a target whose name and URL have places that are filled in when something was found.
    ///
    /// @param name of the template, where it has none
    /// @param places that it may have
    Optional<TargetTemplate> template(YamlMap map, CollectionSettings defaults, String name, Set<String> places) {
        try (map) {
            // a number and a name at once, so that it fits every place
            var samples = places.stream().collect(Collectors.toMap(place -> place, TargetReader::sample));
            return target(map, defaults, name, text -> TargetTemplate.fill(text, samples))
                    .map(sample -> new TargetTemplate(map.string("name", name), map.string("url"), sample));
        }
    }

    private static String sample(String place) {
        return switch (place) {
            case "api_url" -> "http://10.0.0.1:8008";
            case "port", "api_port" -> "5432";
            default -> "10.0.0.1";
        };
    }

    private Optional<Target> target(YamlMap map, CollectionSettings defaults) {
        return target(map, defaults, null, text -> text);
    }

    private Optional<Target> target(
            YamlMap map, CollectionSettings defaults, @Nullable String defaultName, UnaryOperator<String> fill) {
        String name =
                filled(map, "name", defaultName == null ? map.string("name") : map.string("name", defaultName), fill);
        if (map.has("name") && !name.matches("[^\\p{Cntrl}]*[^\\p{Cntrl}\\s][^\\p{Cntrl}]*")) {
            map.problem("name", "is empty or has control characters, expected a word such as orders");
        }
        var kind = kind(map, filled(map, "url", map.string("url"), fill));
        var password = password(map);
        var labels = labels(map);
        DatabaseFilter databases;
        int sessions;
        try (var filter = map.map("databases")) {
            sessions = filter.integer("max_sessions", Target.DEFAULT_DATABASE_SESSIONS, 1, 1000);
            var include = filter.stringList("include");
            databases = new DatabaseFilter(include.isEmpty() ? List.of("*") : include, filter.stringList("exclude"));
        }
        CollectionSettings collection;
        try (var own = map.map("collection")) {
            collection = collection(own, defaults);
        }
        return kind.map(place -> new Target(
                name,
                place,
                password,
                databases,
                labels,
                collection.interval(),
                collection.timeout(),
                new Choice(collection.preset(), collection.relations()),
                sessions,
                collection.events(),
                collection.switches(),
                collection.roleNames()));
    }

    private static String filled(YamlMap map, String key, String text, UnaryOperator<String> fill) {
        try {
            return fill.apply(text);
        } catch (IllegalArgumentException e) {
            map.problem(key, String.valueOf(e.getMessage()));
            return "";
        }
    }

    /// The words for what a target is.
    private enum Kind {
        POSTGRESQL,
        PGBOUNCER,
        PATRONI
    }

    private static Optional<TargetKind> kind(YamlMap map, String url) {
        var kind = map.oneOf("kind", Kind.class, Kind.POSTGRESQL);
        var caFile = kind == Kind.PATRONI ? caFile(map) : null;
        if (url.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    switch (kind) {
                        case POSTGRESQL -> new TargetKind.PostgreSql(postgres(map, url));
                        case PGBOUNCER -> new TargetKind.PgBouncer(postgres(map, url));
                        case PATRONI -> new TargetKind.Patroni(PatroniUrl.parse(url, caFile));
                    });
        } catch (IllegalArgumentException e) {
            map.problem("url", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static PostgresUrl postgres(YamlMap map, String text) {
        var url = PostgresUrl.parse(text);
        if (url.password() != null && map.has("password")) {
            map.problem("password", "stands beside a password in the url — keep one");
        }
        return url;
    }

    static @Nullable Path caFile(YamlMap map) {
        try (var tls = map.map("tls")) {
            String file = tls.optionalString("ca_file");
            if (file != null && !Files.isReadable(Path.of(file))) {
                tls.problem("ca_file", "%s: no such file, or not readable — correct the path".formatted(file));
            }
            return file == null ? null : Path.of(file);
        }
    }

    /// A reference that leads nowhere now is refused now: better than at the first connection.
    private @Nullable SecretReference password(YamlMap map) {
        String text = map.rawString("password");
        if (text == null) {
            return null;
        }
        var reference = SecretReference.of(text, environment);
        try {
            reference.resolve();
        } catch (SecretUnavailableException e) {
            map.problem("password", String.valueOf(e.getMessage()));
        }
        return reference;
    }

    private static Attributes labels(YamlMap map) {
        var labels = map.strings("labels");
        for (String name : labels.keySet()) {
            if (!name.matches("[a-zA-Z_][a-zA-Z0-9_.]*") || name.startsWith("__")) {
                map.problem("labels", "'%s' is no label name, expected letters, digits, _ and .".formatted(name));
            }
            if (name.equals("target")) {
                map.problem("labels", "'target' is the target's own name on every series — choose another");
            }
        }
        return Attributes.of(labels);
    }

    /// Reads what targets may share; absent keys come from the defaults, and a default time-out shrinks
    /// to the interval.
    CollectionSettings collection(YamlMap map, CollectionSettings defaults) {
        var interval = map.duration("interval", defaults.interval());
        var timeout = map.duration("timeout", defaults.timeout());
        if (timeout.compareTo(interval) > 0) {
            if (map.has("timeout")) {
                map.problem(
                        "timeout",
                        "is %s, expected at most the interval, %s"
                                .formatted(Durations.format(timeout), Durations.format(interval)));
            }
            timeout = interval;
        }
        return new CollectionSettings(
                interval,
                timeout,
                map.oneOf("preset", Preset.class, defaults.preset()),
                LargeSchemasReader.read(map, defaults.relations()),
                EventReader.read(map, defaults.events()),
                switches.read(map, defaults.switches()),
                map.oneOf("role_names", RoleNames.class, defaults.roleNames()));
    }
}
