package dev.howdah.app.wiring;

import dev.howdah.app.config.Configuration.NamingChoice;
import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.MetricDefinition;
import dev.howdah.catalog.Vocabulary;
import dev.howdah.catalog.naming.NameTable;
import dev.howdah.collector.scrape.ScrapeMetrics;
import dev.howdah.model.Metric;
import dev.howdah.model.alias.Alias;
import dev.howdah.pipeline.prometheus.Naming;
import dev.howdah.pipeline.prometheus.PrometheusNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Brings the catalog's tables of names to the exporters, which do not know the catalog.
public final class NamesShown {
    private NamesShown() {}

    /// What a choice means. Where a metric of the user's has the name of an alias, it has it alone.
    public static Naming of(NamingChoice choice, Catalog catalog) {
        return switch (choice) {
            case OPENTELEMETRY -> Naming.OWN;
            case POSTGRES_EXPORTER -> Naming.insteadOfOurs(aliases()).leaving(ownMetrics(catalog));
            case BOTH -> Naming.besidesOurs(aliases()).leaving(ownMetrics(catalog));
        };
    }

    /// Which aliases give way to metrics of the user's, one line each, with file and line.
    public static List<String> taken(NamingChoice choice, Catalog catalog) {
        if (choice == NamingChoice.OPENTELEMETRY) {
            return List.of();
        }
        var aliases = aliases();
        var lines = new ArrayList<String>();
        for (var entry : catalog.entries()) {
            for (var metric : entry.userDefined() ? metrics(entry) : List.<Metric>of()) {
                String sample = PrometheusNames.sample(metric);
                if (aliases.stream().anyMatch(alias -> hasName(alias, sample))) {
                    lines.add(
                            "%s: metric %s has the name %s, which naming %s gives to one of Howdah's: it has it alone, and Howdah's is shown without that alias — rename it to have both"
                                    .formatted(
                                            catalog.origin(entry),
                                            metric.name(),
                                            sample,
                                            choice.name().toLowerCase(Locale.ROOT)));
                }
            }
        }
        return lines.stream().distinct().toList();
    }

    private static boolean hasName(Alias alias, String sample) {
        String pattern = Naming.family(alias.name()).replaceAll("\\{[^}]+}", "[a-zA-Z0-9_]+");
        return Naming.family(sample).matches(pattern);
    }

    private static List<Metric> ownMetrics(Catalog catalog) {
        return catalog.entries().stream()
                .filter(CatalogEntry::userDefined)
                .flatMap(entry -> metrics(entry).stream())
                .toList();
    }

    private static List<Metric> metrics(CatalogEntry entry) {
        var top = entry.top();
        return Stream.concat(entry.metrics().stream(), top == null ? Stream.empty() : top.metrics().stream())
                .map(MetricDefinition::metric)
                .toList();
    }

    /// Of the built-in catalog, since they must not fail for what the user's own catalog changes.
    private static List<Alias> aliases() {
        return postgresExporter(Catalog.builtIn()).aliases();
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
