package dev.howdah.collector.session;

import java.time.Duration;

/// A point of time by the monotonic clock after which work is given up.
public record Deadline(long nanoTime) {
    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /// Zero when it has passed.
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    public boolean passed() {
        return System.nanoTime() - nanoTime >= 0;
    }

    /// The limit, or less when less remains: then a power of two in milliseconds, so that statements
    /// after one another get the same and `statement_timeout` need not be set for each.
    public Duration atMost(Duration limit) {
        var remaining = remaining();
        return remaining.compareTo(limit) < 0 ? Duration.ofMillis(Long.highestOneBit(remaining.toMillis())) : limit;
    }
}
