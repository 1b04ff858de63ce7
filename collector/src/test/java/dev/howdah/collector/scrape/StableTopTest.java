package dev.howdah.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StableTopTest {
    private static final List<Integer> RANKING = IntStream.range(0, 20).boxed().toList();

    @Test
    void theFirstOnesAreChosenWhenNobodyIsIn() {
        assertThat(StableTop.choose(RANKING, Set.of(), 8)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void whoIsInStaysInUntilAQuarterMoreThanTheLimitAreBetter() {
        assertThat(StableTop.choose(RANKING, Set.of(9, 10), 8)).containsExactlyInAnyOrder(9, 0, 1, 2, 3, 4, 5, 6);
    }

    @Property
    void aNeighbourThatComesOrGoesAroundTheLimitMovesNobodyElse(
            @ForAll @IntRange(min = 4, max = 100) int limit, @ForAll @IntRange(max = 99) int place) {
        var ranking = new ArrayList<>(IntStream.range(0, 2 * limit).boxed().toList());
        var before = StableTop.choose(ranking, Set.of(), limit);
        ranking.add(Math.min(place, ranking.size()), -1);

        var after = StableTop.choose(ranking, before, limit);

        assertThat(after).isEqualTo(before);
        assertThat(after).hasSize(limit);
    }
}
