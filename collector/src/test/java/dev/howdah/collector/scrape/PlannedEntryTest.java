package dev.howdah.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.catalog.Catalog;
import dev.howdah.collector.target.RoleNames;
import dev.howdah.collector.target.Slots;
import dev.howdah.model.Attributes;
import dev.howdah.model.Resource;
import dev.howdah.model.SeriesRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlannedEntryTest {
    private static final long SECOND = 1_000_000_000;

    private final Slots slots = Slots.of("orders", Duration.ofSeconds(15));
    private final long aligned = slots.phaseNanos() + 600 * SECOND;
    private PlannedEntry eachMinute = planned("interval: 60s");

    private PlannedEntry planned(String line) {
        try {
            var entry =
                    Catalog.of(Map.of("a.yaml", """
                            subject: a
                            description: A.
                            entries:
                              - name: a
                                description: A.
                                %s
                                sql: SELECT a FROM b
                                metrics:
                                  - { name: a.b, type: gauge, unit: "1", description: A., value: a }
                            """.formatted(line))).entry("a").orElseThrow();
            var resource = new Resource("orders", Attributes.empty(), Attributes.empty());
            return new PlannedEntry(
                    entry,
                    "",
                    new EntryPoints(
                            entry, resource, new SeriesRegistry(), Accumulator.FirstLook.NOTHING, RoleNames.SHOW),
                    slots);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static PlannedEntry.LastRun run(Outcome outcome) {
        return new PlannedEntry.LastRun(outcome, "", 0.5, Map.of());
    }

    @BeforeEach
    void planAnew() {
        eachMinute = planned("interval: 60s");
    }

    @Test
    void runsAtOnceWhenItNeverRan() {
        assertThat(eachMinute.due(aligned + 15 * SECOND)).isTrue();
    }

    @Test
    void runsInItsOwnSlotsAfterThat() {
        eachMinute.ended(aligned + 15 * SECOND, run(Outcome.OK));

        assertThat(eachMinute.due(aligned + 30 * SECOND)).isFalse();
        assertThat(eachMinute.due(aligned + 60 * SECOND)).isTrue();
    }

    @Test
    void runsLateWhenItsOwnSlotWasMissed() {
        eachMinute.ended(aligned, run(Outcome.OK));

        assertThat(eachMinute.due(aligned + 75 * SECOND)).isTrue();
    }

    @Test
    void runsAgainInTheNextSlotWhenThereWasNoTimeForIt() {
        eachMinute.ended(aligned, run(Outcome.BUDGET));

        assertThat(eachMinute.due(aligned + 15 * SECOND)).isTrue();
    }

    @Test
    void pausesAfterItHungForTwiceAsManySlotsEachTime() {
        eachMinute.ended(aligned, run(Outcome.HUNG));
        assertThat(eachMinute.due(aligned + 15 * SECOND)).isTrue();

        eachMinute.failed(aligned, Outcome.HUNG, "hangs");
        assertThat(eachMinute.paused(aligned + 15 * SECOND)).isNull();
        eachMinute.failed(aligned + 15 * SECOND, Outcome.HUNG, "hangs");
        assertThat(eachMinute.paused(aligned + 30 * SECOND))
                .isEqualTo(new PlannedEntry.LastRun(Outcome.HUNG, "hangs", 0, Map.of()));
        assertThat(eachMinute.paused(aligned + 45 * SECOND)).isNull();
    }

    @Test
    void severalRunsTogetherHaveTheGravestOutcomeAndSums() {
        var one = new PlannedEntry.LastRun(Outcome.TRUNCATED, "more than 7 rows", 0.25, Map.of("duplicate", 2));
        var other = new PlannedEntry.LastRun(Outcome.TIMEOUT, "too slow", 1.5, Map.of("duplicate", 3));

        assertThat(one.and(other))
                .isEqualTo(other.and(one))
                .isEqualTo(new PlannedEntry.LastRun(Outcome.TIMEOUT, "too slow", 1.75, Map.of("duplicate", 5)));
    }

    @Test
    void runsInEverySlotWithoutAnInterval() {
        var eachSlot = planned("cost: low");
        eachSlot.ended(aligned, run(Outcome.OK));

        assertThat(eachSlot.due(aligned + 15 * SECOND)).isTrue();
        assertThat(eachSlot.freshForNanos()).isEqualTo(37_500_000_000L);
    }
}
