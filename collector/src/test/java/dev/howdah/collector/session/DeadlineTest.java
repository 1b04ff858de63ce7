package dev.howdah.collector.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    @Test
    void givesTheLimitWhileThereIsTime() {
        assertThat(Deadline.in(Duration.ofMinutes(1)).atMost(Duration.ofSeconds(1)))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void givesTheSameTimeoutToStatementsThatFollowOneAnother() {
        assertThat(Deadline.in(Duration.ofMillis(999)).atMost(Duration.ofSeconds(1)))
                .isEqualTo(Duration.ofMillis(512));
    }

    @Test
    void givesNothingWhenItHasPassed() {
        var passed = new Deadline(System.nanoTime() - 1);

        assertThat(passed.passed()).isTrue();
        assertThat(passed.atMost(Duration.ofSeconds(1))).isEqualTo(Duration.ZERO);
    }
}
