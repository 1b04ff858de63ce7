package dev.howdah.app.config;

import dev.howdah.app.config.Configuration.CollectionSettings;
import dev.howdah.catalog.CatalogFolders;
import dev.howdah.catalog.yaml.InvalidFileException;
import dev.howdah.catalog.yaml.Problems;
import dev.howdah.catalog.yaml.YamlFile;
import dev.howdah.catalog.yaml.YamlMap;
import dev.howdah.security.SecretReference;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a configuration file strictly: everything that is wrong with it is reported at once, with its
/// line. What is wrong with the user's catalog files refuses nothing; it is told in
/// [Configuration#catalog()]. A reader remembers their last good texts, so it reads anew with the same
/// one.
public final class ConfigurationFile {
    private static final String DEFAULT_TELEMETRY = "127.0.0.1:8888";

    private final Function<String, @Nullable String> environment;
    private final CatalogFolders folders = new CatalogFolders();

    public ConfigurationFile() {
        this(System::getenv);
    }

    ConfigurationFile(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /// Reads a file.
    public Configuration read(Path file) throws InvalidFileException {
        try {
            return read(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw refused(file, "no such file — create it, or correct --config");
        } catch (CharacterCodingException e) {
            throw refused(file, "is not UTF-8 text — save it as UTF-8");
        } catch (IOException e) {
            if (Files.isDirectory(file)) {
                throw refused(file, "is a folder, expected a file — correct --config");
            }
            throw refused(
                    file,
                    "cannot be read (%s) — let the user that runs Howdah read it"
                            .formatted(e.getClass().getSimpleName()));
        }
    }

    private static InvalidFileException refused(Path file, String message) {
        return new InvalidFileException(List.of(new Problems.Problem(file.toString(), 0, message)));
    }

    /// Reads a text.
    ///
    /// @param name the file's name in messages
    public Configuration read(String name, String text) throws InvalidFileException {
        var problems = new Problems();
        var configuration =
                configuration(Path.of(name).toAbsolutePath(), YamlFile.read(name, text, problems, this::expand));
        problems.throwIfAny();
        return configuration;
    }

    /// The folders of the user's catalog files that a file names, whatever else is wrong with it.
    public List<Path> catalogFolders(Path file) {
        try {
            var map = YamlFile.read("", Files.readString(file), new Problems(), this::expand);
            return folders(file.toAbsolutePath().resolveSibling(""), map.map("catalog"));
        } catch (IOException e) {
            return List.of();
        }
    }

    private String expand(String value) throws Exception {
        return SecretReference.expandEnvironment(value, environment);
    }

    private static List<Path> folders(Path home, YamlMap catalog) {
        return catalog.stringList("folders").stream()
                .map(folder -> home.resolve(folder).normalize())
                .toList();
    }

    private CatalogFolders.Loaded catalog(Path home, YamlMap file) {
        try (var map = file.map("catalog")) {
            var found = new ArrayList<Path>();
            for (var folder : folders(home, map)) {
                if (Files.isDirectory(folder) && Files.isReadable(folder)) {
                    found.add(folder);
                } else {
                    map.problem(
                            "folders",
                            "%s is no folder that can be read — create it, or correct the path".formatted(folder));
                }
            }
            try {
                return folders.load(found);
            } catch (IOException e) {
                map.problem("folders", "cannot be read: %s — try again".formatted(e.getMessage()));
                return CatalogFolders.Loaded.builtIn();
            }
        }
    }

    private Configuration configuration(Path path, YamlMap file) {
        try (file) {
            var catalog = catalog(path.resolveSibling(""), file);
            var targets = new TargetReader(environment, new SwitchesReader(catalog));
            int maxConcurrentScrapes;
            CollectionSettings collection;
            try (var map = file.map("collection")) {
                collection = targets.collection(map, CollectionSettings.DEFAULTS);
                maxConcurrentScrapes = map.integer("max_concurrent_scrapes", 32, 1, 100_000);
            }
            var read = targets.read(file, collection, file.has("discovery"));
            var discovery = new DiscoveryReader(path, targets, environment).read(file, collection);
            var exporters = new ExporterReader(environment).read(file);
            if (exporters.otlp().isEmpty()
                    && read.stream().anyMatch(target -> target.events().any())) {
                file.problem(
                        "exporters",
                        "events are enabled, but no exporter takes them — add otlp or otlphttp, or disable collection.events");
            }
            try (var telemetry = file.map("telemetry")) {
                return new Configuration(
                        catalog,
                        read,
                        discovery,
                        maxConcurrentScrapes,
                        exporters.prometheus(),
                        exporters.otlp(),
                        ExporterReader.listen(telemetry, DEFAULT_TELEMETRY));
            }
        }
    }
}
