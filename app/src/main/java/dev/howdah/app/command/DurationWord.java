package dev.howdah.app.command;

import dev.howdah.catalog.yaml.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Durations on the command line are written as in the configuration: `30s`.
final class DurationWord implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String word) {
        return Durations.parse(word)
                .filter(Duration::isPositive)
                .orElseThrow(() -> new TypeConversionException(
                        "'%s' is no duration above zero, expected for example 500ms, 30s or 5m".formatted(word)));
    }
}
