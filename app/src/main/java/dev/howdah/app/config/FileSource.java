package dev.howdah.app.config;

import dev.howdah.app.config.Configuration.CollectionSettings;
import dev.howdah.catalog.yaml.InvalidFileException;
import dev.howdah.catalog.yaml.Problems;
import dev.howdah.catalog.yaml.YamlFile;
import dev.howdah.collector.discovery.DiscoveryException;
import dev.howdah.collector.discovery.TargetSource;
import dev.howdah.collector.target.Target;
import dev.howdah.security.SecretReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The targets of a file of their own, in the shape that they have in the configuration.
final class FileSource implements TargetSource {
    private final Path file;
    private final Duration refresh;
    private final CollectionSettings collection;
    private final Function<String, @Nullable String> environment;
    private final TargetReader reader;
    private String content = "";
    private List<Target> read = List.of();

    /// @param collection what targets have that say nothing else
    FileSource(
            Path file,
            Duration refresh,
            CollectionSettings collection,
            TargetReader reader,
            Function<String, @Nullable String> environment) {
        this.file = file;
        this.refresh = refresh;
        this.collection = collection;
        this.reader = reader;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "file " + file;
    }

    @Override
    public Duration refresh() {
        return refresh;
    }

    @Override
    public synchronized List<Target> find() throws DiscoveryException {
        try {
            String now = Files.readString(file);
            if (!now.equals(content)) {
                read = targets(now);
                content = now;
            }
            return read;
        } catch (InvalidFileException e) {
            throw new DiscoveryException("is refused:\n" + e.getMessage(), e);
        } catch (IOException e) {
            throw new DiscoveryException(
                    "cannot be read (%s) — create it, or let the user that runs Howdah read it"
                            .formatted(e.getClass().getSimpleName()),
                    e);
        }
    }

    private List<Target> targets(String text) throws InvalidFileException {
        var problems = new Problems();
        List<Target> targets;
        try (var map = YamlFile.read(
                file.toString(), text, problems, value -> SecretReference.expandEnvironment(value, environment))) {
            targets = reader.read(map, collection, true);
        }
        problems.throwIfAny();
        return targets;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileSource that
                && file.equals(that.file)
                && refresh.equals(that.refresh)
                && collection.equals(that.collection);
    }

    @Override
    public int hashCode() {
        return file.hashCode();
    }
}
