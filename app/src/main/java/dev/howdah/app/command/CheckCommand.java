package dev.howdah.app.command;

import dev.howdah.app.config.ConfigurationFile;
import dev.howdah.app.wiring.NamesShown;
import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.CatalogFolders;
import dev.howdah.collector.Scrapers;
import dev.howdah.collector.check.Inspection;
import dev.howdah.collector.check.Inspection.Finding;
import dev.howdah.collector.check.TargetInspector;
import dev.howdah.collector.discovery.DiscoveryException;
import dev.howdah.collector.discovery.TargetSource;
import dev.howdah.collector.scrape.Scraper;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.target.Target;
import dev.howdah.collector.target.TargetKind;
import dev.howdah.model.Scrape;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Says what is wrong before the night does.
@Command(
        name = "check",
        description = {
            "Checks a configuration file, connects to each target, and says what it found and what is missing.",
            "Ends with status 0 when all is well, 1 when something is missing or unreachable, 2 when the file is invalid."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionOfThisBuild.class)
public final class CheckCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration file.")
    private Path file = Path.of("howdah.yaml");

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        var configuration = new ConfigurationFile().read(file);
        var loaded = configuration.catalog();
        var inspector = new TargetInspector(loaded.catalog());
        out.printf("%s: valid, %s%n", file, count(configuration.targets().size(), "target"));
        print(loaded);
        configuration
                .prometheus()
                .ifPresent(settings -> NamesShown.taken(settings.naming(), loaded.catalog())
                        .forEach(line -> out.printf("  TAKES     %s%n", line)));
        var targets = new ArrayList<>(configuration.targets());
        int silent = 0;
        for (var source : configuration.discovery()) {
            silent += isWell(source, targets) ? 0 : 1;
        }
        int notWell = 0;
        for (var target : targets) {
            notWell += isWell(target, loaded.catalog(), inspector) ? 0 : 1;
        }
        out.println();
        var faults = new ArrayList<String>();
        if (loaded.brokenFiles() > 0) {
            faults.add("%s broken".formatted(count(loaded.brokenFiles(), "catalog file")));
        }
        if (silent > 0) {
            faults.add("%s of %d that cannot say which targets there are"
                    .formatted(
                            count(silent, "source"), configuration.discovery().size()));
        }
        if (notWell > 0) {
            faults.add("%s of %d with something missing or unreachable"
                    .formatted(count(notWell, "target"), targets.size()));
        }
        out.println(faults.isEmpty() ? "all well" : String.join(", ", faults));
        return faults.isEmpty() ? 0 : Failures.FAILED;
    }

    /// Looks where targets are found, and adds them.
    private boolean isWell(TargetSource source, List<Target> targets) throws InterruptedException {
        try {
            var found = source.find();
            out.printf("%n%s: %s found%n", source.name(), count(found.size(), "target"));
            targets.addAll(found);
            return true;
        } catch (DiscoveryException e) {
            out.printf("%n%s: %s%n", source.name(), e.getMessage());
            return false;
        }
    }

    /// What the user's own catalog files add, replace, and have wrong.
    private void print(CatalogFolders.Loaded loaded) {
        if (loaded.files() == 0) {
            return;
        }
        var catalog = loaded.catalog();
        var own = catalog.entries().stream().filter(CatalogEntry::userDefined).toList();
        out.printf(
                "%ncatalog: %s, %s of your own%n",
                count(loaded.files(), "file"), own.size() == 1 ? "1 entry" : own.size() + " entries");
        for (var entry : own) {
            out.printf(
                    "  %-9s %-28s %s%s%n",
                    catalog.overridden(entry).isPresent() ? "overrides" : "adds",
                    entry.name(),
                    catalog.origin(entry),
                    catalog.overridden(entry).map(" in place of "::concat).orElse(""));
        }
        loaded.problems().forEach(problem -> out.printf("  BROKEN    %s%n", problem));
    }

    private boolean isWell(Target target, Catalog catalog, TargetInspector inspector) {
        out.printf("%n%s (%s)%n", target.name(), target.kind().address());
        try {
            if (!(target.kind() instanceof TargetKind.PostgreSql)) {
                return answers(target);
            }
            var inspection = inspector.inspect(target);
            print(inspection, catalog);
            return inspection.allWell();
        } catch (ConnectException e) {
            line("reachable", "no: " + target.shown(String.valueOf(e.getMessage())));
            return false;
        }
    }

    /// What is no PostgreSQL server needs no more than to answer.
    private boolean answers(Target target) throws ConnectException {
        try (var scraper = Scrapers.once(target, Catalog.builtIn())) {
            switch (scraper.scrape(System.currentTimeMillis() * 1_000_000, 0)) {
                case Scraper.Result.Down(Scrape _, ConnectException why) -> throw why;
                case Scraper.Result.Up(Scrape scrape) -> {
                    line("reachable", "yes, a " + target.kind().label());
                    for (var batch : scrape.batches()) {
                        entry(batch.size() == 0 ? "nothing" : "runs", batch.source(), count(batch.size(), "point"));
                    }
                }
            }
        }
        return true;
    }

    private void print(Inspection found, Catalog catalog) {
        var detection = found.detection();
        line("reachable", "yes, as \"%s\" in database \"%s\"".formatted(found.user(), detection.database()));
        line("version", "PostgreSQL %s, %s".formatted(detection.version(), detection.role()));
        line("databases", list(found.entered()));
        if (!found.closed().isEmpty()) {
            line("closed", list(found.closed()) + " (no privilege to connect)");
        }
        line("extensions", extensions(found));
        line(
                "entries",
                "%s; those about databases were tried in \"%s\""
                        .formatted(summary(found.entries()), detection.database()));
        for (var entry : found.entries()) {
            switch (entry) {
                case Finding.Runs(String name, int rows, double millis, String note) ->
                    entry(
                            "runs",
                            name,
                            "%s, %s ms%s"
                                    .formatted(count(rows, "row"), format(millis), note.isEmpty() ? "" : "; " + note));
                case Finding.Chooses(String name, String kind, int chosen, Map<String, Long> leftOut) ->
                    entry("runs", name, choice(kind, chosen, leftOut));
                case Finding.NotForThisServer(String name, String reason) -> entry("not here", name, reason);
                case Finding.Missing(String name, String reason, String _) -> entry("MISSING", name, reason);
                case Finding.Failed(String name, String reason) ->
                    entry("FAILED", name, reason + placeOfOwn(name, catalog));
            }
        }
        if (!found.cures().isEmpty()) {
            line(
                    "to do",
                    "run this in database \"%s\"%s, as its owner or a superuser%s:"
                            .formatted(
                                    detection.database(),
                                    detection.facts().standby() ? " of the primary" : "",
                                    found.user().equals(detection.user())
                                            ? ""
                                            : ", with the role of the url in place of %s, its hash"
                                                    .formatted(found.user())));
            found.cures().forEach(cure -> out.printf("    %s;%n", cure));
        }
    }

    /// Where an entry of the user's stands, who can mend it.
    private static String placeOfOwn(String name, Catalog catalog) {
        return catalog.entry(name)
                .filter(CatalogEntry::userDefined)
                .map(entry -> " — " + catalog.origin(entry))
                .orElse("");
    }

    private static String choice(String kind, int chosen, Map<String, Long> leftOut) {
        var reasons = leftOut.entrySet().stream()
                .filter(reason -> reason.getValue() > 0)
                .map(reason -> "%d by %s".formatted(reason.getValue(), reason.getKey()))
                .collect(Collectors.joining(", "));
        return "%d %s shown one by one%s".formatted(chosen, kind, reasons.isEmpty() ? "" : ", left out " + reasons);
    }

    private static String extensions(Inspection found) {
        return list(found.detection().facts().extensions().entrySet().stream()
                .map(extension ->
                        extension.getKey() + " " + extension.getValue().version())
                .sorted()
                .toList());
    }

    private static String summary(List<Finding> entries) {
        long run = entries.stream()
                .filter(entry -> entry instanceof Finding.Runs || entry instanceof Finding.Chooses)
                .count();
        long notHere = entries.stream()
                .filter(Finding.NotForThisServer.class::isInstance)
                .count();
        return "%d run, %d not for this server, %d missing or failed"
                .formatted(run, notHere, entries.size() - run - notHere);
    }

    private void line(String what, String text) {
        out.printf("  %-11s %s%n", what, text);
    }

    private void entry(String how, String name, String text) {
        out.printf("    %-9s %-28s %s%n", how, name, text);
    }

    private static String list(List<String> words) {
        return words.isEmpty()
                ? "none"
                : words.stream().map(CheckCommand::printable).collect(Collectors.joining(", "));
    }

    /// Names may hold line breaks and other characters that would garble a terminal.
    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String format(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }
}
