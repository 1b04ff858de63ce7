package dev.howdah.app.config;

import dev.howdah.app.config.Configuration.CollectionSettings;
import dev.howdah.catalog.Choice;
import dev.howdah.catalog.Preset;
import dev.howdah.catalog.yaml.Durations;
import dev.howdah.catalog.yaml.YamlMap;
import dev.howdah.collector.target.DatabaseFilter;
import dev.howdah.collector.target.PostgresUrl;
import dev.howdah.collector.target.RoleNames;
import dev.howdah.collector.target.Target;
import dev.howdah.model.Attributes;
import dev.howdah.security.SecretReference;
import dev.howdah.security.SecretUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the targets.
final class TargetReader {
    private final Function<String, @Nullable String> environment;

    private final SwitchesReader switches;

    TargetReader(Function<String, @Nullable String> environment, SwitchesReader switches) {
        this.environment = environment;
        this.switches = switches;
    }

    List<Target> read(YamlMap file, CollectionSettings collection) {
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
        if (maps.isEmpty()) {
            file.problem("targets", "is missing or empty, expected at least one target with name and url");
        }
        return targets;
    }

    private Optional<Target> target(YamlMap map, CollectionSettings defaults) {
        String name = map.string("name");
        if (map.has("name") && !name.matches("[^\\p{Cntrl}]*[^\\p{Cntrl}\\s][^\\p{Cntrl}]*")) {
            map.problem("name", "is empty or has control characters, expected a word such as orders");
        }
        var url = url(map);
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
        if (url.isPresent() && url.get().password() != null && password != null) {
            map.problem("password", "stands beside a password in the url — keep one");
        }
        return url.map(place -> new Target(
                name,
                place,
                password,
                databases,
                labels,
                collection.interval(),
                collection.timeout(),
                new Choice(collection.preset(), collection.relations()),
                sessions,
                collection.switches(),
                collection.roleNames()));
    }

    private static Optional<PostgresUrl> url(YamlMap map) {
        String text = map.string("url");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PostgresUrl.parse(text));
        } catch (IllegalArgumentException e) {
            map.problem("url", String.valueOf(e.getMessage()));
            return Optional.empty();
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

    /// Reads what targets may share; absent keys come from the defaults, and a default time-out shrinks to
    /// the
    /// interval.
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
                switches.read(map, defaults.switches()),
                map.oneOf("role_names", RoleNames.class, defaults.roleNames()));
    }
}
