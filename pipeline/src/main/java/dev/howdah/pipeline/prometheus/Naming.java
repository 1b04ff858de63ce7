package dev.howdah.pipeline.prometheus;

import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.model.Series;
import dev.howdah.model.alias.Alias;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Under which names series are shown: under ours, or under those of another exporter where it has one.
public final class Naming {
    /// Every series under our name.
    public static final Naming OWN = new Naming(true, List.of());

    /// Endings that Prometheus keeps for histograms and summaries; a gauge must not have them, what is untyped may.
    private static final List<String> RESERVED = List.of("_count", "_sum", "_bucket");

    private final boolean ownToo;
    private final Map<String, List<Alias>> aliases;

    private Naming(boolean ownToo, List<Alias> aliases) {
        this.ownToo = ownToo;
        this.aliases = aliases.stream().collect(Collectors.groupingBy(Alias::metric));
    }

    /// Aliases in the place of our names; a series without one keeps ours.
    public static Naming insteadOfOurs(List<Alias> aliases) {
        return new Naming(false, aliases);
    }

    /// Aliases beside our names.
    public static Naming besidesOurs(List<Alias> aliases) {
        return new Naming(true, aliases);
    }

    /// Whether series of the metric may have aliases.
    boolean mayHaveAliases(Metric metric) {
        return !aliases.isEmpty() && aliases.containsKey(metric.name());
    }

    /// The aliases of a series.
    List<Alias> aliases(Series series) {
        return aliases.getOrDefault(series.metric().name(), List.of()).stream()
                .filter(alias -> alias.fits(series))
                .toList();
    }

    /// Whether a series is shown under our name.
    boolean shownAsOurs(List<Alias> itsAliases) {
        return ownToo || itsAliases.isEmpty();
    }

    /// An alias of a metric as Prometheus sees it. What only grows and does not say so in its name is untyped: a
    /// counter's name must end in `_total`.
    static PrometheusMetric metric(String name, Alias alias, Metric metric) {
        boolean counter = metric.type() == MetricType.COUNTER;
        boolean total = name.endsWith(PrometheusNames.TOTAL);
        var type = counter && total
                ? PrometheusType.COUNTER
                : counter || total || RESERVED.stream().anyMatch(name::endsWith)
                        ? PrometheusType.UNTYPED
                        : PrometheusType.GAUGE;
        String family = type == PrometheusType.COUNTER
                ? name.substring(0, name.length() - PrometheusNames.TOTAL.length())
                : name;
        String help = alias.help().isEmpty() ? metric.description() : alias.help();
        return new PrometheusMetric(
                family, name, type, new PrometheusUnit("", alias.multiplier(), alias.divisor()), help);
    }
}
