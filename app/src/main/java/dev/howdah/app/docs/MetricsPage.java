package dev.howdah.app.docs;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.ConsoleCatalog;
import dev.howdah.catalog.Scope;
import dev.howdah.catalog.Top;
import dev.howdah.catalog.yaml.Durations;
import dev.howdah.collector.patroni.PatroniMetrics;
import dev.howdah.collector.pgbouncer.PgBouncerInquiry;
import dev.howdah.collector.scrape.ScrapeMetrics;
import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.pipeline.prometheus.PrometheusNames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `docs/metrics.md`: every metric, from the catalog.
public final class MetricsPage {
    private final StringBuilder page = new StringBuilder();

    private MetricsPage() {}

    public static String of(Catalog catalog) {
        var page = new MetricsPage();
        page.line("# Metrics");
        page.line("");
        page.line(
                "Written by `howdah catalog docs` from the catalog; do not edit. How to read an entry: [catalog.md](catalog.md).");
        page.line("");
        page.line(
                "Every series also carries the target's name (`target`) and the labels of the target's configuration.");
        for (var subject : catalog.subjects()) {
            page.line("");
            page.line("## " + title(subject.name()));
            page.line("");
            page.line(oneLine(subject.description()));
            subject.entries().forEach(page::entry);
        }
        page.console(ConsoleCatalog.builtIn());
        page.patroni();
        page.line("");
        page.line("## About each scrape");
        page.line("");
        page.tableHead();
        ScrapeMetrics.all().forEach(metric -> page.row(metric, Set.of(), ""));
        return page.page.toString();
    }

    private void console(ConsoleCatalog catalog) {
        line("");
        line("## pgBouncer");
        line("");
        line(oneLine(catalog.description()));
        line("");
        tableHead();
        row(PgBouncerInquiry.UP, Set.of(), "");
        for (var command : catalog.commands()) {
            line("");
            line("### `" + command.name() + "`");
            line("");
            line(oneLine(command.description()));
            line("");
            line("`SHOW %s` · pgBouncer %s and newer · every slot".formatted(command.show(), command.since()));
            line("");
            tableHead();
            for (var metric : command.metrics()) {
                var attributes = new LinkedHashSet<>(command.attributes().keySet());
                attributes.addAll(metric.ownAttributes());
                row(metric.metric(), attributes, "");
            }
        }
    }

    private void patroni() {
        line("");
        line("## Patroni");
        line("");
        line(
                "What the REST API of a Patroni answers at `/patroni` and `/cluster`. It is asked by targets of kind patroni, in every slot.");
        line("");
        tableHead();
        PatroniMetrics.all().forEach((metric, attributes) -> row(metric, new LinkedHashSet<>(attributes), ""));
    }

    private void entry(CatalogEntry entry) {
        line("");
        line("### `" + entry.name() + "`");
        line("");
        line(oneLine(entry.description()));
        line("");
        line(String.join(" · ", facts(entry)));
        line("");
        tableHead();
        for (var metric : entry.metrics()) {
            var attributes = new LinkedHashSet<>(metric.grain().attributes().keySet());
            attributes.addAll(metric.ownAttributes());
            row(
                    metric.metric(),
                    attributes,
                    metric.preset() == entry.preset() ? "" : " Preset %s.".formatted(lower(metric.preset())));
        }
        if (entry.top() != null) {
            top(entry.top());
        }
    }

    private void top(Top top) {
        for (var metric : top.metrics()) {
            var attributes = new LinkedHashSet<>(top.attributes().keySet());
            attributes.addAll(metric.ownAttributes());
            row(metric.metric(), attributes, "");
        }
    }

    private static List<String> facts(CatalogEntry entry) {
        var facts = new ArrayList<String>();
        facts.add("PostgreSQL "
                + (entry.until() == Integer.MAX_VALUE
                        ? entry.since() + " and newer"
                        : entry.since() + " to " + entry.until()));
        facts.add(
                switch (entry.role()) {
                    case ANY -> "primary and standby";
                    case PRIMARY -> "primary only";
                    case STANDBY -> "standby only";
                });
        if (entry.scope() == Scope.DATABASE) {
            facts.add("in each database");
        }
        if (entry.extension() != null) {
            facts.add("extension `%s`%s"
                    .formatted(
                            entry.extension(),
                            entry.extensionSince() == null ? "" : " " + entry.extensionSince() + " or newer"));
        }
        facts.add("privilege: " + (entry.privilege() == null ? "none" : "`" + entry.privilege() + "`"));
        if (entry.function() != null) {
            facts.add("must execute `" + entry.function() + "`");
        }
        facts.add("preset: " + lower(entry.preset()));
        facts.add("cost: " + lower(entry.cost()));
        facts.add("interval: " + (entry.interval().isZero() ? "every slot" : Durations.format(entry.interval())));
        return facts;
    }

    private void tableHead() {
        line("| Metric | In Prometheus | Type | Unit | Attributes | What |");
        line("|---|---|---|---|---|---|");
    }

    private void row(Metric metric, Set<String> attributes, String more) {
        line("| `%s` | `%s` | %s | `%s` | %s | %s |"
                .formatted(
                        metric.name(),
                        PrometheusNames.sample(metric),
                        type(metric.type()),
                        metric.unit(),
                        String.join(
                                ", ",
                                attributes.stream().map(key -> "`" + key + "`").toList()),
                        oneLine(metric.description()).replace("|", "\\|") + more));
    }

    private static String type(MetricType type) {
        return switch (type) {
            case GAUGE -> "gauge";
            case COUNTER -> "counter";
            case UP_DOWN_COUNTER -> "updowncounter";
        };
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private static String title(String subject) {
        String words = subject.replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
