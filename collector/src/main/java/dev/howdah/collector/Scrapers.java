package dev.howdah.collector;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.ConsoleCatalog;
import dev.howdah.collector.patroni.PatroniInquiry;
import dev.howdah.collector.patroni.PatroniMetrics;
import dev.howdah.collector.pgbouncer.PgBouncerInquiry;
import dev.howdah.collector.scrape.InquiryScraper;
import dev.howdah.collector.scrape.Scraper;
import dev.howdah.collector.scrape.TargetScraper;
import dev.howdah.collector.target.PatroniUrl;
import dev.howdah.collector.target.Target;
import dev.howdah.collector.target.TargetKind;
import dev.howdah.model.Scrape;
import dev.howdah.model.SeriesRegistry;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Which scraper a target of which kind has.
public final class Scrapers {
    private Scrapers() {}

    /// @param inFlight permits for scrapes under way, shared by all targets
    /// @param sink takes what is brought beside the scrapes
    static Scraper of(
            Target target,
            Catalog catalog,
            SeriesRegistry registry,
            Semaphore inFlight,
            InstantSource clock,
            Consumer<Scrape> sink) {
        return switch (target.kind()) {
            case TargetKind.PostgreSql _ -> new TargetScraper(target, catalog, registry, inFlight, sink);
            case TargetKind.PgBouncer _ ->
                new InquiryScraper(
                        target,
                        new PgBouncerInquiry(target, ConsoleCatalog.builtIn()),
                        PgBouncerInquiry.UP,
                        registry,
                        inFlight);
            case TargetKind.Patroni(PatroniUrl url) ->
                new InquiryScraper(
                        target, new PatroniInquiry(target.name(), url, clock), PatroniMetrics.UP, registry, inFlight);
        };
    }

    /// A scraper for a single scrape.
    public static Scraper once(Target target, Catalog catalog) {
        return target.kind() instanceof TargetKind.PostgreSql
                ? TargetScraper.once(target, catalog)
                : of(target, catalog, new SeriesRegistry(), new Semaphore(1), InstantSource.system(), _ -> {});
    }
}
