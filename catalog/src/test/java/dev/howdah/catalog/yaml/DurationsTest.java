package dev.howdah.catalog.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void readsTheCollectorsSpelling() {
        assertThat(Durations.parse("1h2m3s4ms")).contains(Duration.ofMillis(3_723_004));
        assertThat(Durations.parse("1.5s")).contains(Duration.ofMillis(1500));
        assertThat(Durations.parse("15")).isEmpty();
        assertThat(Durations.parse("15 s")).isEmpty();
        assertThat(Durations.parse("-1s")).isEmpty();
        assertThat(Durations.parse("")).isEmpty();
    }

    @Property
    void readsBackWhatItWrites(@ForAll @LongRange(min = 0, max = 100_000_000) long millis) {
        var duration = Duration.ofMillis(millis);

        assertThat(Durations.parse(Durations.format(duration))).contains(duration);
    }
}
