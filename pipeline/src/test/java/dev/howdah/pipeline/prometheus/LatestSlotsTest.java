package dev.howdah.pipeline.prometheus;

import static dev.howdah.pipeline.Points.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.model.PointBatch;
import dev.howdah.model.Resource;
import dev.howdah.model.Scrape;
import dev.howdah.pipeline.Points;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatestSlotsTest {
    private static final long FRESH = 30 * SECOND;
    private final Resource orders = Points.resource("orders");
    private final Points points = new Points(0);
    private long nowSeconds = 100;
    private final LatestSlots slots = new LatestSlots(() -> Instant.ofEpochSecond(nowSeconds));

    @Test
    void aBatchReplacesTheEarlierOneOfItsSource() {
        slots.accept(scrape(100, true, batch("a", 100, 1), batch("b", 100, 2)));
        slots.accept(scrape(115, true, batch("a", 115, 3)));

        assertThat(values("orders")).containsExactly(3L, 2L);
    }

    @Test
    void anEmptyBatchReplacesToo() {
        slots.accept(scrape(100, true, batch("a", 100, 1), batch("b", 100, 2)));
        slots.accept(scrape(
                115, true, points.source("a", orders, 115 * SECOND, FRESH).batch()));

        assertThat(values("orders")).containsExactly(2L);
    }

    @Test
    void aBatchDisappearsWhenItIsNoLongerFresh() {
        slots.accept(scrape(100, true, batch("a", 100, 1), batch("b", 100, 2)));
        slots.accept(scrape(115, true, batch("a", 115, 3)));

        nowSeconds = 130;
        assertThat(values("orders")).containsExactly(3L, 2L);
        nowSeconds = 131;
        assertThat(values("orders")).containsExactly(3L);
        nowSeconds = 146;
        assertThat(slots.snapshot("orders").isEmpty()).isTrue();
        assertThat(slots.snapshot(null).isEmpty()).isTrue();
        assertThat(slots.latest()).isEmpty();
    }

    @Test
    void aTargetThatIsDownLosesEverythingEarlier() {
        slots.accept(scrape(100, true, batch("a", 100, 1), batch("b", 100, 2)));
        slots.accept(scrape(115, false, batch("up", 115, 0)));

        assertThat(values("orders")).containsExactly(0L);
    }

    @Test
    void aTargetThatIsGoneDisappears() {
        slots.accept(scrape(100, true, batch("a", 100, 1)));
        slots.accept(Scrape.gone(orders, 116 * SECOND));

        assertThat(slots.snapshot("orders").isEmpty()).isTrue();
        assertThat(slots.latest()).isEmpty();
    }

    @Test
    void anOlderScrapeIsIgnored() {
        slots.accept(scrape(115, true, batch("a", 115, 3)));
        slots.accept(scrape(100, true, batch("a", 100, 1), batch("b", 100, 2)));
        slots.accept(Scrape.gone(orders, 114 * SECOND));

        assertThat(values("orders")).containsExactly(3L);
    }

    @Test
    void aPartIsShownBesideItsScrapeEvenAfterLaterOnes() {
        slots.accept(part(100, batch("tables@a", 100, 4)));
        slots.accept(scrape(100, true, batch("a", 100, 1)));
        slots.accept(scrape(115, true, batch("a", 115, 3)));
        slots.accept(part(100, batch("tables@b", 100, 5)));
        slots.accept(part(99, batch("tables@a", 99, 9)));

        assertThat(values("orders")).containsExactly(3L, 4L, 5L);
    }

    @Test
    void anEmptyBatchOfAPartTakesTheEarlierOneAway() {
        slots.accept(scrape(100, true, batch("a", 100, 1)));
        slots.accept(part(100, batch("tables@a", 100, 4), batch("tables@b", 100, 5)));
        slots.accept(
                part(115, points.source("tables@a", orders, 115 * SECOND, FRESH).batch()));

        assertThat(values("orders")).containsExactly(1L, 5L);
    }

    @Test
    void noPartOfATargetThatIsDownIsShown() {
        slots.accept(part(100, batch("tables@a", 100, 4)));
        slots.accept(scrape(115, false, batch("up", 115, 0)));
        slots.accept(part(100, batch("tables@b", 100, 5)));

        assertThat(values("orders")).containsExactly(0L);
    }

    @Test
    void keepsTheLatestScrapeAsItCame() {
        var latest = scrape(115, true, batch("a", 115, 3));
        slots.accept(scrape(100, true, batch("b", 100, 2)));
        slots.accept(latest);

        assertThat(slots.latest()).containsExactly(latest);
    }

    private Scrape scrape(long second, boolean up, PointBatch... batches) {
        return new Scrape(orders, second * SECOND, up, List.of(batches));
    }

    private Scrape part(long second, PointBatch... batches) {
        return Scrape.part(orders, second * SECOND, List.of(batches));
    }

    private PointBatch batch(String source, long second, long value) {
        return points.source(source, orders, second * SECOND, FRESH)
                .add(Points.gauge("m." + source, ""), value)
                .batch();
    }

    private List<Long> values(String target) {
        return slots.snapshot(target).targets().stream()
                .flatMap(found -> found.batches().stream())
                .filter(batch -> batch.size() > 0)
                .map(batch -> batch.bits(0))
                .toList();
    }
}
