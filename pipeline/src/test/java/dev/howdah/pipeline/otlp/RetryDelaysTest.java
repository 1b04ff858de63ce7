package dev.howdah.pipeline.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.pipeline.otlp.OtlpSettings.RetryOnFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryDelaysTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void growsToTheMaximum() {
        var delays = delays(0.5);

        assertThat(delays.next(Duration.ZERO, null)).contains(Duration.ofSeconds(4));
        assertThat(delays.next(Duration.ZERO, null)).contains(Duration.ofSeconds(8));
        assertThat(delays.next(Duration.ZERO, null)).contains(Duration.ofSeconds(10));
        assertThat(delays.next(Duration.ZERO, null)).contains(Duration.ofSeconds(10));
    }

    @Test
    void spreadsByTheRandomizationFactor() {
        assertThat(delays(0).next(Duration.ZERO, null)).contains(Duration.ofSeconds(3));
        assertThat(delays(0.75).next(Duration.ZERO, null)).contains(Duration.ofMillis(4500));
    }

    @Test
    void neverComesBeforeTheReceiverWants() {
        assertThat(delays(0.5).next(Duration.ZERO, Duration.ofSeconds(7))).contains(Duration.ofSeconds(7));
        assertThat(delays(0.5).next(Duration.ZERO, Duration.ofSeconds(1))).contains(Duration.ofSeconds(4));
    }

    @Test
    void givesUpWhenTheNextAttemptWouldComeTooLate() {
        assertThat(delays(0.5).next(Duration.ofSeconds(56), null)).isPresent();
        assertThat(delays(0.5).next(Duration.ofSeconds(57), null)).isEmpty();
        assertThat(delays(0.5).next(Duration.ZERO, Duration.ofSeconds(61))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "17, 17",
        "' 3 ', 3",
        "'Fri, 02 Jan 2026 03:04:25 GMT', 20",
        "'Fri, 02 Jan 2026 03:04:00 GMT', 0",
        "soon,",
        "-1,",
        ","
    })
    void readsRetryAfter(String value, Long seconds) {
        assertThat(RetryAfter.parse(value, NOW)).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    private static RetryDelays delays(double random) {
        var settings = new RetryOnFailure(
                true, Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ofSeconds(60), 0.25, 2);
        return new RetryDelays(settings, new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return random;
            }
        });
    }
}
