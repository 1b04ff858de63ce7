package dev.howdah.collector.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.collector.events.StatementDeltas.Delta;
import dev.howdah.collector.events.StatementLook.StatementEntry;
import dev.howdah.collector.events.StatementLook.StatementKey;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementDeltasTest {
    private final StatementDeltas deltas = new StatementDeltas();

    /// An entry whose other numbers are the calls times seven.
    private static StatementEntry entry(long id, double calls, double min, double max, long since) {
        return entry(new StatementKey(3, 5, id, true), calls, min, max, since);
    }

    private static StatementEntry entry(StatementKey key, double calls, double min, double max, long since) {
        var values = new double[Measure.ALL.size()];
        Arrays.fill(values, calls * 7);
        values[Measure.ALL.indexOf(Measure.CALLS)] = calls;
        return new StatementEntry(key, "shop", "clerk", Values.of(values), min, max, since);
    }

    private static StatementLook look(long at, long reset, StatementEntry... entries) {
        return new StatementLook(at, reset, false, List.of(entries));
    }

    private List<Double> calls(StatementLook look) {
        return deltas.next(look).stream()
                .map(delta -> delta.grown(Measure.CALLS))
                .toList();
    }

    @Test
    void theFirstLookTellsNothingAndLaterOnesWhatGrew() {
        assertThat(deltas.next(look(10, 1, entry(1, 4, 2, 9, 5)))).isEmpty();

        var grown = deltas.next(look(20, 1, entry(1, 7, 2, 9, 5), entry(2, 11, 1, 1, 15)));

        assertThat(grown).extracting(delta -> delta.grown(Measure.CALLS)).containsExactly(3.0, 11.0);
        assertThat(grown)
                .extracting(delta -> delta.grown(Measure.TOTAL_EXEC_TIME))
                .containsExactly(21.0, 77.0);
        assertThat(grown)
                .extracting(Delta::entry)
                .extracting(StatementEntry::role)
                .containsOnly("clerk");
        assertThat(calls(look(30, 1, entry(1, 7, 2, 9, 5)))).isEmpty();
    }

    @Test
    void anEntryThatWasMadeAnewCountsInFullEvenIfItIsLarger() {
        deltas.next(look(10, 1, entry(1, 4, 2, 9, 5)));

        assertThat(calls(look(20, 1, entry(1, 6, 2, 9, 17)))).containsExactly(6.0);
    }

    @Test
    void extremesThatWereResetDoNotMatterWhereTheAgeIsKnown() {
        deltas.next(look(10, 1, entry(1, 4, 2, 9, 5)));

        assertThat(calls(look(20, 1, entry(1, 6, 3, 4, 5)))).containsExactly(2.0);
    }

    @Test
    void beforeAgesWereKnownWhatFellOrGotCloserBeganAnew() {
        deltas.next(
                look(10, 1, entry(1, 4, 2, 9, 0), entry(2, 4, 2, 9, 0), entry(3, 4, 2, 9, 0), entry(4, 4, 2, 9, 0)));

        assertThat(calls(look(
                        20,
                        1,
                        entry(1, 3, 1, 10, 0),
                        entry(2, 6, 3, 9, 0),
                        entry(3, 6, 2, 8, 0),
                        entry(4, 6, 2, 10, 0))))
                .containsExactly(3.0, 6.0, 6.0, 2.0);
    }

    @Test
    void anEntryThatWasOnlyPlannedHasNoQuickestExecution() {
        deltas.next(look(10, 1, entry(1, 0, 0, 0, 0)));

        assertThat(calls(look(20, 1, entry(1, 2, 3, 4, 0)))).containsExactly(2.0);
    }

    @Test
    void afterAResetAllCountInFull() {
        deltas.next(look(10, 1, entry(1, 4, 2, 9, 0)));
        assertThat(calls(look(20, 15, entry(1, 6, 2, 9, 0)))).containsExactly(6.0);

        deltas.forget();
        deltas.next(look(10, 0, entry(1, 4, 2, 9, 0), entry(2, 4, 2, 9, 0), entry(3, 4, 2, 9, 0)));
        assertThat(calls(look(20, 0, entry(1, 6, 1, 9, 0)))).containsExactly(6.0);
    }

    @Test
    void anEntryThatLeftAndCameBackCountsInFull() {
        deltas.next(look(10, 1, entry(1, 4, 2, 9, 0), entry(2, 1, 2, 9, 0)));
        deltas.next(look(20, 1, entry(2, 1, 2, 9, 0)));

        assertThat(calls(look(30, 1, entry(1, 5, 2, 9, 0), entry(2, 1, 2, 9, 0))))
                .containsExactly(5.0);
    }

    @Test
    void whereNotAllEntriesAreReadAnUnknownOneIsNewOnlyIfItIsYounger() {
        deltas.next(new StatementLook(10, 1, true, List.of(entry(1, 4, 2, 9, 5))));

        assertThat(calls(look(20, 1, entry(2, 6, 2, 9, 5), entry(3, 7, 2, 9, 12), entry(4, 8, 2, 9, 0))))
                .containsExactly(7.0);
    }

    @Test
    void equalIdsAtTopLevelNestedAndOfOthersAreApart() {
        var keys = List.of(
                new StatementKey(3, 5, 1, true),
                new StatementKey(3, 5, 1, false),
                new StatementKey(4, 5, 1, true),
                new StatementKey(3, 6, 1, true));
        deltas.next(look(
                10,
                1,
                entry(keys.get(0), 10, 1, 1, 1),
                entry(keys.get(1), 20, 1, 1, 1),
                entry(keys.get(2), 30, 1, 1, 1),
                entry(keys.get(3), 40, 1, 1, 1)));

        assertThat(calls(look(
                        20,
                        1,
                        entry(keys.get(0), 11, 1, 1, 1),
                        entry(keys.get(1), 22, 1, 1, 1),
                        entry(keys.get(2), 33, 1, 1, 1),
                        entry(keys.get(3), 44, 1, 1, 1))))
                .containsExactly(1.0, 2.0, 3.0, 4.0);
    }
}
