package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.Choice;
import dev.howdah.catalog.Preset;
import dev.howdah.collector.scrape.TargetScraper;
import dev.howdah.collector.target.DatabaseFilter;
import dev.howdah.collector.target.PostgresUrl;
import dev.howdah.collector.target.Target;
import dev.howdah.model.Attributes;
import dev.howdah.model.Scrape;
import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.prometheus.PrometheusText;
import dev.howdah.pipeline.prometheus.Snapshot;
import dev.howdah.pipeline.prometheus.TextFormat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;

/// Looks at one server again and again over one session, each look a minute after the one before: what the shipped
/// program does, within this process, where two looks or speed are needed.
final class Looks implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final TargetScraper scraper;
    private long slotNanos = System.currentTimeMillis() * 1_000_000;

    Looks(String url, DatabaseFilter databases) {
        var place = PostgresUrl.parse(url);
        var target = new Target(
                place.address(),
                place,
                null,
                databases,
                Attributes.empty(),
                INTERVAL,
                INTERVAL,
                Choice.of(Preset.EXHAUSTIVE),
                Target.DEFAULT_DATABASE_SESSIONS);
        scraper = TargetScraper.waiting(target, Catalog.builtIn());
    }

    /// The next look, in which every entry ends well.
    Exposition next() throws Exception {
        var result = scraper.scrape(slotNanos, 0);
        slotNanos += INTERVAL.toNanos();
        assertThat(result).isInstanceOf(TargetScraper.Result.Up.class);
        assertUnique(result.scrape());
        var page = new ByteArrayOutputStream();
        new PrometheusText(new Telemetry(), false).write(Snapshot.of(result.scrape()), TextFormat.PROMETHEUS, page);
        var look = new Exposition(page.toString(StandardCharsets.UTF_8));
        assertThat(look.having("howdah_scrape_entry_outcome"))
                .isNotEmpty()
                .allMatch(labels -> "ok".equals(labels.get("outcome"))
                        // not every server here has the extension
                        || ("missing".equals(labels.get("outcome"))
                                && labels.getOrDefault("entry", "").matches("(statements|buffer_cache).*")));
        return look;
    }

    /// No two points of a scrape have the same metric and attributes.
    private static void assertUnique(Scrape scrape) {
        var seen = new HashSet<String>();
        for (var batch : scrape.batches()) {
            for (int i = 0; i < batch.size(); i++) {
                assertThat(seen.add(batch.series(i).toString()))
                        .as("first point of %s", batch.series(i))
                        .isTrue();
            }
        }
    }

    @Override
    public void close() {
        scraper.close();
    }
}
