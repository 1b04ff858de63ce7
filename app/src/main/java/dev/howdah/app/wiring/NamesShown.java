package dev.howdah.app.wiring;

import dev.howdah.app.config.Configuration.NamingChoice;
import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.Vocabulary;
import dev.howdah.catalog.naming.NameTable;
import dev.howdah.collector.scrape.ScrapeMetrics;
import dev.howdah.pipeline.prometheus.Naming;

/// Brings the catalog's tables of names to the exporters, which do not know the catalog.
public final class NamesShown {
    private NamesShown() {}

    /// What a choice means.
    public static Naming of(NamingChoice choice, Catalog catalog) {
        return switch (choice) {
            case OPENTELEMETRY -> Naming.OWN;
            case POSTGRES_EXPORTER ->
                Naming.insteadOfOurs(postgresExporter(catalog).aliases());
            case BOTH -> Naming.besidesOurs(postgresExporter(catalog).aliases());
        };
    }

    /// The names of postgres_exporter.
    public static NameTable postgresExporter(Catalog catalog) {
        return NameTable.postgresExporter(vocabulary(catalog));
    }

    /// All metrics that Howdah shows of a server, those about its scrapes included.
    public static Vocabulary vocabulary(Catalog catalog) {
        var vocabulary = Vocabulary.of(catalog);
        ScrapeMetrics.all().forEach(metric -> vocabulary.add(metric, ScrapeMetrics.attributes(metric)));
        return vocabulary;
    }
}
