package dev.howdah.app.command;

import dev.howdah.catalog.Preset;
import dev.howdah.collector.events.EventCollector;
import dev.howdah.collector.target.EventSettings;
import dev.howdah.collector.target.EventSettings.QuerySampleCollection;
import dev.howdah.collector.target.EventSettings.TopQueryCollection;
import dev.howdah.model.log.AttributeValue;
import dev.howdah.model.log.LogBatch;
import dev.howdah.model.log.LogRecord;
import dev.howdah.model.telemetry.Telemetry;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Events to standard output.
@Command(
        name = "events",
        description = {
            "Watches one server and prints what its sessions do, and which statements take most of the time.",
            "The password comes from the URL, PGPASSWORD or ~/.pgpass. Ends after --duration, or with Ctrl-C."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionOfThisBuild.class)
public final class EventsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "URL", description = "postgresql://USER@HOST:PORT/DATABASE?sslmode=…")
    private String url = "";

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            defaultValue = "1m",
            converter = DurationWord.class,
            description = "How long to watch; default 1m.")
    private Duration duration = Duration.ofMinutes(1);

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationWord.class,
            description = "Between two looks; default 10s.")
    private Duration interval = Duration.ofSeconds(10);

    @Option(
            names = "--plans",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "How many plans may be asked for at each look; default 0.")
    private int plans;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        var signals = Signals.handle();
        var top = TopQueryCollection.DEFAULTS;
        var settings = new EventSettings(
                true,
                new QuerySampleCollection(QuerySampleCollection.DEFAULTS.maxRowsPerQuery(), interval),
                true,
                new TopQueryCollection(
                        top.maxRowsPerQuery(),
                        top.topNQuery(),
                        plans,
                        top.queryPlanCacheSize(),
                        top.queryPlanCacheTtl(),
                        interval));
        var target = ScrapeCommand.target(url, ScrapeCommand.Kind.POSTGRESQL, Preset.MINIMAL, interval);
        try (var events = new EventCollector(this::print, InstantSource.system(), new Telemetry())) {
            events.apply(List.of(target.withEvents(settings)));
            signals.awaitEnd(duration);
        }
        return 0;
    }

    private void print(LogBatch batch) {
        batch.records().forEach(event -> out.println(line(event)));
    }

    /// One line: the attributes without what is the same in all.
    private static String line(LogRecord event) {
        var line = new StringBuilder()
                .append(Instant.ofEpochSecond(0, event.timeNanos()))
                .append(' ')
                .append(event.eventName());
        event.attributes().values().forEach((name, value) -> {
            if (!name.equals("db.system.name")) {
                line.append(' ').append(name.replaceFirst("^postgresql\\.", "")).append('=');
                line.append(printable(value));
            }
        });
        return line.toString();
    }

    private static String printable(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text(String text) -> quoted(text.replaceAll("\\p{Cntrl}", "?"));
            case AttributeValue.Whole(long whole) -> Long.toString(whole);
            case AttributeValue.Real(double real) -> String.format(Locale.ROOT, "%.6f", real);
            case AttributeValue.Truth(boolean truth) -> Boolean.toString(truth);
            case AttributeValue.Texts(List<String> texts) -> String.join(",", texts);
        };
    }

    private static String quoted(String text) {
        return text.indexOf(' ') < 0 ? text : "[" + text + "]";
    }
}
