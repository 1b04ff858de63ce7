package dev.howdah.catalog.yaml;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Durations as the OpenTelemetry Collector writes them: `500ms`, `15s`, `1m30s`, `1h`.
public final class Durations {
    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");

    private Durations() {}

    public static Optional<Duration> parse(String text) {
        var matcher = PART.matcher(text);
        var sum = Duration.ZERO;
        int end = 0;
        while (end < text.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                return Optional.empty();
            }
            double unitSeconds = switch (matcher.group(2)) {
                case "ms" -> 1e-3;
                case "s" -> 1;
                case "m" -> 60;
                default -> 3600;
            };
            sum = sum.plusMillis(Math.round(Double.parseDouble(matcher.group(1)) * unitSeconds * 1000));
            end = matcher.end();
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(sum);
    }

    /// The shortest text that [#parse(String)] reads as this duration.
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
