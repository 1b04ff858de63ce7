package dev.howdah.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(new Random(1));

    @Test
    void doublesUpToTheLimitWithJitter() {
        for (int failure = 0; failure < 40; failure++) {
            double seconds = Math.min(60, Math.pow(2, failure));
            assertThat(backoff.afterFailure())
                    .isBetween(Duration.ofMillis((long) (seconds * 799)), Duration.ofMillis((long) (seconds * 1201)));
        }
    }

    @Test
    void beginsAnewAfterSuccess() {
        backoff.afterFailure();
        backoff.afterFailure();
        backoff.succeeded();

        assertThat(backoff.afterFailure()).isLessThan(Duration.ofMillis(1201));
    }
}
