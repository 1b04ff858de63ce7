package dev.howdah.app;

import dev.howdah.app.command.CatalogCommand;
import dev.howdah.app.command.CheckCommand;
import dev.howdah.app.command.DemoCommand;
import dev.howdah.app.command.EventsCommand;
import dev.howdah.app.command.Failures;
import dev.howdah.app.command.Logging;
import dev.howdah.app.command.RunCommand;
import dev.howdah.app.command.ScrapeCommand;
import dev.howdah.app.command.VersionOfThisBuild;
import dev.howdah.app.command.WarmUpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The program.
@Command(
        name = "howdah",
        description = "Watches PostgreSQL, and speaks OpenTelemetry and Prometheus.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionOfThisBuild.class,
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            CheckCommand.class,
            ScrapeCommand.class,
            EventsCommand.class,
            CatalogCommand.class,
            WarmUpCommand.class
        })
public final class Main {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Log more, and show stack traces of errors.")
    private boolean verbose;

    private Main() {}

    /// Runs the command that the words name, and ends the JVM with its status.
    public static void main(String[] words) {
        Logging.setUp(words);
        System.exit(commandLine().execute(words));
    }

    /// The commands, for running and for their documentation.
    public static CommandLine commandLine() {
        var main = new Main();
        var failures = new Failures(() -> main.verbose);
        return new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setUsageHelpAutoWidth(false);
    }
}
