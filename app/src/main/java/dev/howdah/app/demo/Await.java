package dev.howdah.app.demo;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits for what another process does and will not tell us about.
final class Await {
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Await() {}

    /// Asks until the answer is yes.
    ///
    /// @return whether it was yes before the time was over
    static boolean until(Duration limit, BooleanSupplier condition) {
        var deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerException("PostgreSQL: interrupted while waiting for it", e);
            }
        }
        return true;
    }
}
