package dev.howdah.app.command;

import dev.howdah.app.config.ConfigurationFile;
import dev.howdah.app.docs.CommandsPage;
import dev.howdah.app.docs.MetricsPage;
import dev.howdah.app.docs.MigratingPage;
import dev.howdah.app.wiring.NamesShown;
import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.ServerFacts;
import dev.howdah.catalog.convert.Converted;
import dev.howdah.catalog.convert.SourceFormat;
import dev.howdah.catalog.yaml.Durations;
import dev.howdah.catalog.yaml.InvalidFileException;
import dev.howdah.catalog.yaml.Nearest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Shows what Howdah asks PostgreSQL.
@Command(
        name = "catalog",
        description = "Shows what Howdah asks PostgreSQL, and what becomes of the answers.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionOfThisBuild.class)
public final class CatalogCommand implements Runnable {
    private static final String CONFIG = "A configuration, whose catalog folders are looked at too.";

    @Spec
    private CommandSpec specification = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(specification.commandLine(), "one of list, sql, docs and convert is missing");
    }

    @Command(name = "list", description = "Lists the entries.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = "--pg",
                            paramLabel = "MAJOR",
                            defaultValue = "0",
                            description = "Only those that run on this major.")
                    int major,
            @Option(names = "--config", paramLabel = "FILE", description = CONFIG) @Nullable Path config)
            throws InvalidFileException {
        checkMajor(major, true);
        var catalog = catalog(config);
        PrintStream out = System.out;
        out.printf(
                "%-28s %-9s %-9s %-10s %-8s %-7s %s%n",
                "ENTRY", "SCOPE", "ROLE", "PRESET", "INTERVAL", "SINCE", "WHAT");
        for (var entry : catalog.entries()) {
            if (major == 0 || (entry.since() <= major && major <= entry.until())) {
                out.printf(
                        "%-28s %-9s %-9s %-10s %-8s %-7s %s%n",
                        entry.name(),
                        lower(entry.scope()),
                        lower(entry.role()),
                        lower(entry.preset()),
                        entry.interval().isZero() ? "slot" : Durations.format(entry.interval()),
                        entry.until() == Integer.MAX_VALUE ? entry.since() : entry.since() + "-" + entry.until(),
                        mark(catalog, entry) + firstLine(entry));
            }
        }
        return 0;
    }

    private static String mark(Catalog catalog, CatalogEntry entry) {
        if (!entry.userDefined()) {
            return "";
        }
        return catalog.overridden(entry).isPresent()
                ? "[overrides %s] ".formatted(catalog.overridden(entry).get())
                : "[yours] ";
    }

    /// The catalog with the entries of a configuration's folders; what is broken there is said, and the
    /// rest shown.
    private static Catalog catalog(@Nullable Path config) throws InvalidFileException {
        if (config == null) {
            return Catalog.builtIn();
        }
        var loaded = new ConfigurationFile().read(config).catalog();
        loaded.problems().forEach(System.err::println);
        return loaded.catalog();
    }

    private static String firstLine(CatalogEntry entry) {
        return entry.description().lines().findFirst().orElse("");
    }

    @Command(name = "sql", description = "Prints an entry's SQL as it is sent.", mixinStandardHelpOptions = true)
    int sql(
            @Parameters(paramLabel = "NAME", description = "The entry.") String name,
            @Option(names = "--pg", required = true, paramLabel = "MAJOR", description = "The server's major version.")
                    int major,
            @Option(names = "--standby", description = "As it is sent to a standby.") boolean standby,
            @Option(names = "--config", paramLabel = "FILE", description = CONFIG) @Nullable Path config)
            throws InvalidFileException {
        checkMajor(major, false);
        var catalog = catalog(config);
        var entry = catalog.entry(name)
                .orElseThrow(() -> new CommandFailure(
                        Failures.INVALID, "no entry '%s'%s".formatted(name, suggestion(catalog, name))));
        System.out.println(entry.sqlFor(major, standby)
                .orElseThrow(() -> new CommandFailure(
                        Failures.FAILED,
                        "entry %s does not run on a %s of PostgreSQL %d — see 'howdah catalog list'"
                                .formatted(name, standby ? "standby" : "primary", major))));
        return 0;
    }

    private static String suggestion(Catalog catalog, String name) {
        return Nearest.to(
                        name, catalog.entries().stream().map(CatalogEntry::name).toList())
                .map(" — did you mean '%s'?"::formatted)
                .orElse(" — see 'howdah catalog list'");
    }

    @Command(
            name = "docs",
            description =
                    "Writes docs/metrics.md and tables of docs/migrating.md from the catalog, and docs/commands.md from the commands.",
            mixinStandardHelpOptions = true)
    int docs(
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            description =
                                    "Instead prints the page of metrics with the entries of this configuration's catalog folders.")
                    @Nullable
                    Path config)
            throws IOException, InvalidFileException {
        if (config != null) {
            System.out.print(MetricsPage.of(catalog(config)));
            return 0;
        }
        var root = specification.root().commandLine();
        var catalog = Catalog.builtIn();
        write("metrics.md", MetricsPage.of(catalog));
        write("commands.md", CommandsPage.of(root));
        String migrating = Files.readString(page("migrating.md"));
        write(
                "migrating.md",
                MigratingPage.of(migrating, NamesShown.postgresExporter(catalog), NamesShown.vocabulary(catalog)));
        return 0;
    }

    private static Path page(String name) {
        return Path.of(System.getProperty("howdah.home", "."), "docs", name);
    }

    @Command(
            name = "convert",
            description = {
                "Turns query files of postgres_exporter, pg_exporter or pgwatch into catalog files of your own.",
                "What could not be carried over is said on standard error, one line each. Ends with status 1 when nothing could."
            },
            mixinStandardHelpOptions = true)
    int convert(
            @Option(
                            names = "--from",
                            paramLabel = "FORMAT",
                            description = "${COMPLETION-CANDIDATES}; default: guessed from the file.")
                    @Nullable
                    SourceFormat from,
            @Option(
                            names = "--output",
                            paramLabel = "FOLDER",
                            description = "Writes one file for each there; default: standard output.")
                    @Nullable
                    Path folder,
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "The files.") List<Path> files)
            throws IOException {
        if (folder == null && files.size() > 1) {
            throw new CommandFailure(
                    Failures.INVALID, "several files become several files — name a folder with --output");
        }
        int entries = 0;
        for (var file : files) {
            String name = String.valueOf(file.getFileName());
            var converted = converted(from, file, name.replaceFirst("\\.ya?ml$", ""));
            converted.notes().forEach(System.err::println);
            entries += converted.entries();
            if (converted.entries() == 0) {
                System.err.printf("%s: nothing could be carried over%n", file);
            } else if (folder == null) {
                System.out.print(converted.yaml());
            } else {
                Files.createDirectories(folder);
                Path out = folder.resolve(name.replaceFirst("\\.ya?ml$", "") + ".yaml");
                Files.writeString(out, converted.yaml());
                System.err.printf("%s: %d entries written to %s%n", file, converted.entries(), out);
            }
        }
        return entries == 0 ? Failures.FAILED : 0;
    }

    private static Converted converted(@Nullable SourceFormat from, Path file, String subject) {
        try {
            return Converted.of(from, file.toString(), subject, Files.readString(file));
        } catch (IOException e) {
            throw new CommandFailure(
                    Failures.INVALID, "%s: cannot be read as UTF-8 text — correct the path".formatted(file), e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(Failures.INVALID, "%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static void write(String name, String text) throws IOException {
        Path file = page(name);
        Files.writeString(file, text);
        System.out.println("wrote " + file.normalize());
    }

    private static void checkMajor(int major, boolean zeroForAll) {
        boolean known = major >= ServerFacts.OLDEST_MAJOR && major <= 99;
        if (!known && !(zeroForAll && major == 0)) {
            throw new CommandFailure(
                    Failures.INVALID,
                    "--pg %d: no supported major, expected %d to %d (newer ones get the statements of %d)"
                            .formatted(
                                    major,
                                    ServerFacts.OLDEST_MAJOR,
                                    ServerFacts.NEWEST_MAJOR,
                                    ServerFacts.NEWEST_MAJOR));
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
