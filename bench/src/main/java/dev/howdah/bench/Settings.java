package dev.howdah.bench;

import dev.howdah.catalog.yaml.Durations;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// What is measured, as the command line says it.
final class Settings {
    @Option(names = "--postgres", paramLabel = "MAJOR", description = "The server's version; 13 or newer.")
    int postgres = 16;

    @Option(names = "--scrapes", paramLabel = "N", description = "How many scrapes are measured.")
    int scrapes = 60;

    @Option(names = "--warm-up", paramLabel = "N", description = "How many scrapes come before those.")
    int warmUp = 60;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            converter = DurationWord.class,
            defaultValue = "1s",
            description = "Time between scrapes.")
    Duration interval = Duration.ofSeconds(1);

    @Option(names = "--starts", paramLabel = "N", description = "How often the start is timed.")
    int starts = 5;

    @Option(names = "--no-peer", description = "Leave out Debian's prometheus-postgres-exporter.")
    boolean noPeer;

    /// Refuses what cannot be measured.
    void check() {
        if (postgres < 13 || scrapes < 1 || warmUp < 1 || starts < 1) {
            throw new GateException("options: expected --postgres of 13 or newer, which is when pg_stat_statements"
                    + " learned to track planning, and the other numbers above zero");
        }
    }

    void print(Figures figures) {
        figures.add("scrapes", scrapes, "count");
        figures.add("warm_up", warmUp, "count");
        figures.add("interval", interval.toMillis() / 1e3, "s");
        figures.add("starts", starts, "count");
        if (!HowdahSubject.javaOptions().isEmpty()) {
            figures.say("howdah.java_options", HowdahSubject.javaOptions());
        }
    }

    /// The project's folder.
    static Path home() {
        return Path.of(System.getProperty("howdah.home", ".")).toAbsolutePath().normalize();
    }

    /// Durations are written as in Howdah's configuration.
    static final class DurationWord implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String word) {
            return Durations.parse(word)
                    .filter(Duration::isPositive)
                    .orElseThrow(() -> new TypeConversionException(
                            "'%s' is no duration above zero, expected for example 1s or 15s".formatted(word)));
        }
    }
}
