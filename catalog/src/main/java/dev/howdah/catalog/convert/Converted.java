package dev.howdah.catalog.convert;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.yaml.InvalidFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file of another collector as a catalog file, which loads.
///
/// @param yaml empty when nothing could be carried over
/// @param entries how many entries it holds
/// @param notes what could not be carried over, one line each
public record Converted(String yaml, int entries, List<String> notes) {
    public Converted {
        notes = List.copyOf(notes);
    }

    /// Converts a file's text.
    ///
    /// @param format whose file it is; null to guess
    /// @param subject a name for what it is about
    /// @throws IllegalArgumentException when it cannot be read, or whose it is cannot be guessed
    public static Converted of(@Nullable SourceFormat format, String file, String subject, String text) {
        var plain = Plain.parse(text);
        var source = Optional.ofNullable(format)
                .or(() -> SourceFormat.guess(plain))
                .orElseThrow(() -> new IllegalArgumentException("is of no format that is known — name it with --from"));
        var notes = new Notes(file);
        var drafts = switch (source) {
            case POSTGRES_EXPORTER -> new PostgresExporterQueries(notes).read(plain);
            case PG_EXPORTER -> new PgExporterConfiguration(notes).read(plain);
            case PGWATCH -> new PgwatchMetrics(notes).read(plain);
        };
        var foreign = new ForeignSql(notes);
        return write(
                source,
                Names.word(subject),
                drafts.stream().flatMap(draft -> foreign.adapt(draft).stream()).toList(),
                notes);
    }

    private static Converted write(SourceFormat source, String subject, List<Draft> drafts, Notes notes) {
        String description = "Queries of %s that were converted.".formatted(source);
        var good = new ArrayList<Draft>();
        var catalog = Catalog.builtIn();
        for (var draft : uniquelyNamed(drafts, catalog, notes)) {
            try {
                catalog = catalog.with(draft.name(), DraftYaml.write(subject, description, List.of(draft)));
                good.add(draft);
            } catch (InvalidFileException e) {
                e.problems().forEach(problem -> notes.add(draft.name(), "left out: " + problem.message()));
            }
        }
        if (good.stream().anyMatch(draft -> draft.metrics().stream().anyMatch(Draft.Metric::counter))) {
            notes.add("counters", "have _total at the end of their names in Prometheus");
        }
        return new Converted(
                good.isEmpty() ? "" : DraftYaml.write(subject, description, good), good.size(), notes.lines());
    }

    /// A name that is taken gets a number: it must not replace a built-in entry, or another of the
    /// file.
    private static List<Draft> uniquelyNamed(List<Draft> drafts, Catalog catalog, Notes notes) {
        var taken = new HashSet<String>();
        catalog.entries().forEach(entry -> taken.add(entry.name()));
        var result = new ArrayList<Draft>();
        for (var draft : drafts) {
            String name = draft.name();
            for (int i = 2; !taken.add(name); i++) {
                name = draft.name() + "_" + i;
            }
            if (!name.equals(draft.name())) {
                notes.add(draft.name(), "is a name that is taken; the entry is called %s".formatted(name));
            }
            result.add(draft.named(name));
        }
        return result;
    }
}
