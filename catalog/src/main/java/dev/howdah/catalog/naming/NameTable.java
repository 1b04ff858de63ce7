package dev.howdah.catalog.naming;

import dev.howdah.catalog.Vocabulary;
import dev.howdah.catalog.yaml.InvalidFileException;
import dev.howdah.catalog.yaml.Problems;
import dev.howdah.model.alias.Alias;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// All names of another exporter: those that we give as well, and those that we do not, with the reason.
///
/// @param version the exporter's version whose names these are
public record NameTable(String exporter, String version, List<Row> rows, List<Difference> differences) {
    /// A name that we give.
    ///
    /// @param without labels that the other exporter has and we do not
    /// @param note what else is different; empty when nothing is
    public record Row(Alias alias, List<String> without, String note) {
        public Row {
            without = List.copyOf(without);
        }
    }

    /// A name that we do not give, why, and what to use instead.
    public record Difference(String name, String reason, String instead) {}

    public NameTable {
        rows = List.copyOf(rows);
        differences = List.copyOf(differences);
    }

    /// The names of postgres_exporter.
    public static NameTable postgresExporter(Vocabulary vocabulary) {
        String file = "postgres_exporter.yaml";
        try (var stream = Objects.requireNonNull(
                NameTable.class.getResourceAsStream("/dev/howdah/catalog/naming/" + file), file)) {
            return of(file, new String(stream.readAllBytes(), StandardCharsets.UTF_8), vocabulary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidFileException e) {
            throw new IllegalStateException("the built-in table of names is broken:\n" + e.getMessage(), e);
        }
    }

    /// Loads a file; everything that is wrong with it is in the exception.
    public static NameTable of(String file, String text, Vocabulary vocabulary) throws InvalidFileException {
        var problems = new Problems();
        var table = new NameTableReader(problems, vocabulary).read(file, text);
        problems.throwIfAny();
        return table;
    }

    public List<Alias> aliases() {
        return rows.stream().map(Row::alias).toList();
    }
}
