package dev.howdah.app.command;

import dev.howdah.app.config.Configuration;
import dev.howdah.app.config.ConfigurationFile;
import dev.howdah.app.wiring.Howdah;
import dev.howdah.app.wiring.NamesShown;
import dev.howdah.catalog.yaml.InvalidFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The collector as a service.
@Command(
        name = "run",
        description = {
            "Collects the targets of a configuration file until SIGTERM or Ctrl-C.",
            "SIGHUP, or a change of the file or of a catalog folder, reloads targets and catalog; those that stay the same are not touched."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionOfThisBuild.class)
public final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration file.")
    private Path file = Path.of("howdah.yaml");

    @Override
    public Integer call() throws Exception {
        var signals = Signals.handle();
        // the content is taken before it is read, so that a change in between is noticed
        try (var watch = new FileWatch(file);
                var folders = new FolderWatch()) {
            var reader = new ConfigurationFile();
            folders.know(reader.catalogFolders(file));
            var configuration = reader.read(file);
            tellCatalog(configuration);
            try (var howdah = new Howdah(configuration, InstantSource.system())) {
                howdah.start();
                howdah.prometheusUrl().ifPresent(url -> LOG.info("metrics of PostgreSQL: {}", url));
                LOG.info("own metrics: {}", howdah.telemetryUrl());
                LOG.info("collecting {} targets", configuration.targets().size());
                var reload = new Reload(file, reader, folders, configuration, howdah);
                watch.onChange(reload);
                folders.onChange(reload);
                signals.onHangUp(reload);
                signals.awaitEnd();
                LOG.info("ending: scrapes under way finish, and what was collected is delivered");
            }
        }
        return 0;
    }

    private static void tellCatalog(Configuration configuration) {
        var catalog = configuration.catalog();
        catalog.problems().forEach(problem -> LOG.error("{}", problem));
        if (catalog.brokenFiles() > 0) {
            LOG.error(
                    "{} of {} catalog files are broken: what they said when they were last good stays in force",
                    catalog.brokenFiles(),
                    catalog.files());
        }
        configuration
                .prometheus()
                .ifPresent(settings ->
                        NamesShown.taken(settings.naming(), catalog.catalog()).forEach(line -> LOG.warn("{}", line)));
    }

    /// Reads the file and the catalog's folders again and changes targets and catalog; a file that is
    /// invalid changes nothing.
    private static final class Reload implements Runnable {
        private final Path file;
        private final ConfigurationFile reader;
        private final FolderWatch folders;
        private final Configuration started;
        private final Howdah howdah;

        private Reload(Path file, ConfigurationFile reader, FolderWatch folders, Configuration started, Howdah howdah) {
            this.file = file;
            this.reader = reader;
            this.folders = folders;
            this.started = started;
            this.howdah = howdah;
        }

        @Override
        public synchronized void run() {
            try {
                // the content is taken before it is read, so that a change in between is noticed
                folders.know(reader.catalogFolders(file));
                var configuration = reader.read(file);
                tellCatalog(configuration);
                howdah.apply(configuration);
                LOG.info(
                        "{}: reloaded, {} targets",
                        file,
                        configuration.targets().size());
                if (!started.sameExceptTargets(configuration)) {
                    LOG.warn(
                            "{}: exporters, telemetry or limits changed too — they take effect at the next start",
                            file);
                }
            } catch (InvalidFileException e) {
                e.problems().forEach(problem -> LOG.error("{}", problem));
                LOG.error("{}: refused, the configuration before stays in force", file);
            }
        }
    }
}
