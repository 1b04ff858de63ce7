package dev.howdah.catalog;

import dev.howdah.catalog.yaml.InvalidFileException;
import dev.howdah.catalog.yaml.Problems.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The user's own catalog files. A file that is broken does not hold the others up; what it said when it
/// was last good stays in force. Used by one thread at a time.
public final class CatalogFolders {
    private final Map<Path, String> lastGood = new HashMap<>();

    /// What was found.
    ///
    /// @param problems what is wrong with the files, with file and line
    /// @param brokenFiles how many of the files were not taken as they are
    public record Loaded(Catalog catalog, List<Problem> problems, int files, int brokenFiles) {
        public Loaded {
            problems = List.copyOf(problems);
        }

        /// Only what comes with the program.
        public static Loaded builtIn() {
            return new Loaded(Catalog.builtIn(), List.of(), 0, 0);
        }
    }

    /// The files of a folder in the order of their names.
    ///
    /// @throws IOException when there is no such folder, or it cannot be read
    public static List<Path> files(Path folder) throws IOException {
        try (var list = Files.list(folder)) {
            return list.filter(path -> path.toString().endsWith(".yaml") && Files.isRegularFile(path))
                    .sorted()
                    .toList();
        }
    }

    /// Loads the files over the built-in catalog, folder after folder.
    public Loaded load(List<Path> folders) throws IOException {
        var files = new ArrayList<Path>();
        for (var folder : folders) {
            files.addAll(files(folder));
        }
        lastGood.keySet().retainAll(files);
        var problems = new ArrayList<Problem>();
        var catalog = Catalog.builtIn();
        int broken = 0;
        for (var file : files) {
            try {
                String text = read(file);
                catalog = catalog.with(file.toString(), text);
                lastGood.put(file, text);
            } catch (InvalidFileException e) {
                broken++;
                problems.addAll(e.problems());
                catalog = withLastGood(catalog, file);
            }
        }
        return new Loaded(catalog, problems, files.size(), broken);
    }

    private static String read(Path file) throws InvalidFileException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw refused(file, "is not UTF-8 text — save it as UTF-8");
        } catch (IOException e) {
            throw refused(
                    file,
                    "cannot be read (%s) — let the user that runs Howdah read it"
                            .formatted(e.getClass().getSimpleName()));
        }
    }

    private static InvalidFileException refused(Path file, String message) {
        return new InvalidFileException(List.of(new Problem(file.toString(), 0, message)));
    }

    private Catalog withLastGood(Catalog catalog, Path file) {
        return Optional.ofNullable(lastGood.get(file))
                .flatMap(text -> {
                    try {
                        return Optional.of(catalog.with(file.toString(), text));
                    } catch (InvalidFileException e) {
                        // it no longer fits what stands before it, and its own faults are told already
                        return Optional.empty();
                    }
                })
                .orElse(catalog);
    }
}
