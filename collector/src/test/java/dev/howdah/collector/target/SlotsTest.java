package dev.howdah.collector.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SlotsTest {
    @Property
    void theSlotBegunLastIsNotLaterAndLessThanAnIntervalAgo(
            @ForAll String name,
            @ForAll @IntRange(min = 100, max = 100_000) int intervalMillis,
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000_000L) long now) {
        var slots = Slots.of(name, Duration.ofMillis(intervalMillis));
        long slot = slots.begunAt(now);

        assertThat(slot).isLessThanOrEqualTo(now);
        assertThat(now - slot).isLessThan(slots.intervalNanos());
        assertThat(slots.begunAt(slot)).isEqualTo(slot);
        assertThat(slots.begunAt(slots.after(slot))).isEqualTo(slots.after(slot));
    }

    @Test
    void everyCollectorHasTheSameSlots() {
        assertThat(Slots.of("orders", Duration.ofSeconds(15))).isEqualTo(Slots.of("orders", Duration.ofSeconds(15)));
    }

    @Test
    void targetsAreSpreadOverTheInterval() {
        long distinctSeconds = IntStream.range(0, 1000)
                .mapToLong(i -> Slots.of("db-" + i, Duration.ofSeconds(15)).phaseNanos() / 1_000_000_000)
                .distinct()
                .count();

        assertThat(distinctSeconds).isEqualTo(15);
    }

    @Test
    void whatIsDueLessOftenIsDueInTheSameSlotsEverywhere() {
        var slots = Slots.of("orders", Duration.ofSeconds(15));
        long rounded = slots.roundedUp(Duration.ofSeconds(50));
        long aligned = IntStream.range(0, 40)
                .filter(i -> slots.aligned(slots.phaseNanos() + i * slots.intervalNanos(), rounded))
                .count();

        assertThat(rounded).isEqualTo(Duration.ofSeconds(60).toNanos());
        assertThat(aligned).isEqualTo(10);
    }
}
