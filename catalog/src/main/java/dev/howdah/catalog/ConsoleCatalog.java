package dev.howdah.catalog;

import dev.howdah.catalog.yaml.InvalidFileException;
import dev.howdah.catalog.yaml.Problems;
import dev.howdah.catalog.yaml.YamlFile;
import dev.howdah.catalog.yaml.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What a pgBouncer's admin console is asked, and which metrics its columns become. Columns are found by their names,
/// which differ from version to version: those that nobody knows are ignored, and one that is missing yields no point.
///
/// @param description one sentence for people
public record ConsoleCatalog(String description, List<Command> commands) {
    private static final String FILE = "console/pgbouncer.yaml";

    public ConsoleCatalog {
        commands = List.copyOf(commands);
    }

    /// One `SHOW` command.
    ///
    /// @param show what follows the word SHOW
    /// @param since the first pgBouncer that knows it, for people; older ones refuse it, and that is well
    /// @param pivot columns that hold a name and a value, which make one row of many; empty when rows are rows
    /// @param derived columns made of the console's: a sum of those that are there, each times its factor
    /// @param attributes column by attribute
    public record Command(
            String name,
            String description,
            String show,
            String since,
            Optional<Pivot> pivot,
            Map<String, Map<String, Double>> derived,
            Map<String, String> attributes,
            List<MetricDefinition> metrics) {
        public Command {
            metrics = List.copyOf(metrics);
        }
    }

    /// Which column names a value, and which holds it.
    public record Pivot(String name, String value) {}

    /// The one that comes with the program.
    public static ConsoleCatalog builtIn() {
        try (InputStream file = Objects.requireNonNull(ConsoleCatalog.class.getResourceAsStream(FILE))) {
            return of(FILE, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidFileException e) {
            throw new IllegalStateException("the built-in catalog is broken:\n" + e.getMessage(), e);
        }
    }

    /// Reads a file strictly.
    static ConsoleCatalog of(String file, String text) throws InvalidFileException {
        var problems = new Problems();
        var read = read(YamlFile.read(file, text, problems, value -> value));
        problems.throwIfAny();
        return read;
    }

    private static ConsoleCatalog read(YamlMap file) {
        var metrics = new MetricReader();
        try (file) {
            return new ConsoleCatalog(
                    file.string("description"),
                    file.maps("commands").stream()
                            .map(command -> command(command, metrics))
                            .toList());
        }
    }

    private static Command command(YamlMap map, MetricReader metrics) {
        try (map) {
            var attributes = map.strings("attributes");
            var grain = new MetricDefinition.Grain(attributes, new CatalogEntry.StartTime.Statistics());
            return new Command(
                    map.string("name"),
                    map.string("description").strip(),
                    map.string("show"),
                    map.string("since", "1.8"),
                    pivot(map),
                    derived(map),
                    attributes,
                    map.maps("metrics").stream()
                            .map(metric -> metrics.read(metric, grain, Preset.MINIMAL))
                            .flatMap(Optional::stream)
                            .toList());
        }
    }

    private static Optional<Pivot> pivot(YamlMap map) {
        if (!map.has("pivot")) {
            return Optional.empty();
        }
        try (var pivot = map.map("pivot")) {
            return Optional.of(new Pivot(pivot.string("name"), pivot.string("value")));
        }
    }

    private static Map<String, Map<String, Double>> derived(YamlMap map) {
        var result = new LinkedHashMap<String, Map<String, Double>>();
        try (var derived = map.map("derived")) {
            for (String column : derived.keys()) {
                var factors = new LinkedHashMap<String, Double>();
                derived.strings(column).forEach((source, factor) -> {
                    try {
                        factors.put(source, Double.valueOf(factor));
                    } catch (NumberFormatException e) {
                        derived.problem(column, "has factor '%s', expected a number".formatted(factor));
                    }
                });
                result.put(column, factors);
            }
        }
        return result;
    }
}
