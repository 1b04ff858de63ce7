package dev.howdah.collector;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a target that is down is left alone: twice as long after each failure, up to a limit, and
/// each time by up to a fifth more or less, so that targets that went down together are not tried
/// together.
public final class Backoff {
    /// A server that comes back is noticed after this long at the latest.
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration FIRST = Duration.ofSeconds(1);

    private final RandomGenerator random;
    private int failures;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// The time to wait after one more failure.
    public Duration afterFailure() {
        failures = Math.min(failures + 1, 30);
        double millis = Math.min((double) LIMIT.toMillis(), (double) FIRST.toMillis() * Math.pow(2, failures - 1));
        return Duration.ofMillis(Math.round(millis * random.nextDouble(0.8, 1.2)));
    }

    public void succeeded() {
        failures = 0;
    }
}
