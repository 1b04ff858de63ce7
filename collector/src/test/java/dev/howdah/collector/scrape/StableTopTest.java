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
    void whoIsInStaysInUntilHeRanksAQuarterBehindTheLimit() {
        assertThat(StableTop.choose(RANKING, Set.of(9, 10), 8)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 9);
    }

    @Test
    void whoRanksAFifthBeforeTheLimitEntersAndTheLastMemberLeaves() {
        assertThat(StableTop.choose(RANKING, Set.of(2, 3, 4, 5, 6, 7, 8, 9), 8))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Property
    void aNeighbourAroundTheLimitMovesNobody(@ForAll @IntRange(min = 5, max = 100) int limit, @ForAll boolean before) {
        var ranking = new ArrayList<>(IntStream.range(0, 2 * limit).boxed().toList());
        var members = StableTop.choose(ranking, Set.of(), limit);
        ranking.add(before ? limit - 1 : limit, -1);

        assertThat(StableTop.choose(ranking, members, limit)).isEqualTo(members).hasSize(limit);
    }
}
