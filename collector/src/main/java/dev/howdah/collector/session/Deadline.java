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

    /// What remains, but at most that much.
    public Duration atMost(Duration limit) {
        var remaining = remaining();
        return remaining.compareTo(limit) < 0 ? remaining : limit;
    }
}
