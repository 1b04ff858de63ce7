package dev.howdah.catalog;

import dev.howdah.catalog.yaml.InvalidFileException;
import dev.howdah.catalog.yaml.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All entries, in the order of their files.
public final class Catalog {
    private static final String FOLDER = "dev/howdah/catalog";

    private final List<Subject> subjects;
    private final Map<String, String> places;
    private final Map<String, String> overridden;

    private Catalog(List<Subject> subjects, Map<String, String> places, Map<String, String> overridden) {
        this.subjects = List.copyOf(subjects);
        this.places = Map.copyOf(places);
        this.overridden = Map.copyOf(overridden);
    }

    /// The entries of one file.
    public record Subject(String name, String description, List<CatalogEntry> entries) {
        public Subject {
            entries = List.copyOf(entries);
        }
    }

    /// The catalog that comes with the program.
    public static Catalog builtIn() {
        try {
            return of(builtInFiles());
        } catch (InvalidFileException e) {
            throw new IllegalStateException("the built-in catalog is broken:\n" + e.getMessage(), e);
        }
    }

    /// Loads files; everything that is wrong with any of them is in the exception.
    ///
    /// @param files text by file name, read in the order of their names
    public static Catalog of(Map<String, String> files) throws InvalidFileException {
        var problems = new Problems();
        var loader = new CatalogLoader(problems);
        var subjects = new TreeMap<>(files)
                .entrySet().stream()
                        .map(file -> loader.load(file.getKey(), file.getValue()))
                        .toList();
        problems.throwIfAny();
        return new Catalog(subjects, loader.places(), Map.of());
    }

    /// This catalog with a file of the user's: entries whose name is taken stand in place of the earlier
    /// ones, and all of them come after the others.
    public Catalog with(String file, String text) throws InvalidFileException {
        var problems = new Problems();
        var loader = new CatalogLoader(problems, this);
        var subject = loader.load(file, text);
        problems.throwIfAny();
        var own = loader.places();
        var all = new ArrayList<Subject>();
        for (var each : subjects) {
            all.add(new Subject(
                    each.name(),
                    each.description(),
                    each.entries().stream()
                            .filter(entry -> !own.containsKey(entry.name()))
                            .toList()));
        }
        all.add(subject);
        var replaced = new HashMap<>(overridden);
        entries().stream()
                .filter(entry -> own.containsKey(entry.name()))
                .forEach(entry -> replaced.put(entry.name(), origin(entry)));
        var where = new HashMap<>(places);
        where.putAll(own);
        return new Catalog(
                all.stream().filter(each -> !each.entries().isEmpty()).toList(), where, replaced);
    }

    /// Where an entry stands: `file:line`, after the word `built-in` when it is not the user's.
    public String origin(CatalogEntry entry) {
        String place = places.getOrDefault(entry.name(), "?");
        return entry.userDefined() ? place : "built-in " + place;
    }

    /// Where the entry stands that this one replaces, if it does.
    public Optional<String> overridden(CatalogEntry entry) {
        return Optional.ofNullable(overridden.get(entry.name()));
    }

    public List<Subject> subjects() {
        return subjects;
    }

    public List<CatalogEntry> entries() {
        return subjects.stream().flatMap(subject -> subject.entries().stream()).toList();
    }

    public Optional<CatalogEntry> entry(String name) {
        return entries().stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /// Two are equal when the same entries stand at the same places.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Catalog that
                && subjects.equals(that.subjects)
                && places.equals(that.places)
                && overridden.equals(that.overridden);
    }

    @Override
    public int hashCode() {
        return subjects.hashCode();
    }

    private static Map<String, String> builtInFiles() {
        var source = Catalog.class.getProtectionDomain().getCodeSource();
        try {
            var place = Path.of(source.getLocation().toURI());
            if (Files.isDirectory(place)) {
                return read(place.resolve(FOLDER));
            }
            try (var jar = FileSystems.newFileSystem(place)) {
                return read(jar.getPath(FOLDER));
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> read(Path folder) throws IOException {
        var files = new TreeMap<String, String>();
        try (var list = Files.list(folder)) {
            for (Path file :
                    list.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                files.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        }
        return files;
    }
}
