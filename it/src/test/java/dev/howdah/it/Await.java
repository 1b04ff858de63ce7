package dev.howdah.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits, with a deadline, for what another process does.
public final class Await {
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private Await() {}

    /// Returns as soon as the condition holds.
    ///
    /// @throws AssertionError when it does not within [#LIMIT]
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        until(what, LIMIT, condition);
    }

    public static void until(String what, Duration limit, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within %s: %s".formatted(limit, what));
            }
            new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
        }
    }
}
