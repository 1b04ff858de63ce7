package dev.howdah.pipeline.otlp;

import dev.howdah.pipeline.otlp.OtlpSettings.RetryOnFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How long to wait before the next attempt at one request: a randomised interval that grows, never less than
/// what the receiver asked for. Not safe for use by several threads.
final class RetryDelays {
    private final RetryOnFailure settings;
    private final RandomGenerator random;
    private double intervalNanos;

    RetryDelays(RetryOnFailure settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        this.intervalNanos = settings.initialInterval().toNanos();
    }

    /// The delay before the next attempt, or empty when the request is to be given up.
    ///
    /// @param elapsed the time since the first attempt began
    /// @param wanted what the receiver asked for, or null
    Optional<Duration> next(Duration elapsed, @Nullable Duration wanted) {
        if (!settings.enabled()) {
            return Optional.empty();
        }
        double spread = settings.randomizationFactor() * (2 * random.nextDouble() - 1);
        var delay = Duration.ofNanos((long) (intervalNanos * (1 + spread)));
        intervalNanos = Math.min(intervalNanos * settings.multiplier(), (double)
                settings.maxInterval().toNanos());
        if (wanted != null && wanted.compareTo(delay) > 0) {
            delay = wanted;
        }
        boolean unlimited = settings.maxElapsedTime().isZero();
        boolean inTime = elapsed.plus(delay).compareTo(settings.maxElapsedTime()) <= 0;
        return unlimited || inTime ? Optional.of(delay) : Optional.empty();
    }
}
