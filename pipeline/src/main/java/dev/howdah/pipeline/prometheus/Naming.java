package dev.howdah.pipeline.prometheus;

import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.model.Series;
import dev.howdah.model.alias.Alias;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Under which names series are shown: under ours, or under those of another exporter where it has one.
public final class Naming {
    /// Every series under our name.
    public static final Naming OWN = new Naming(true, List.of(), Set.of());

    /// Endings that Prometheus keeps for histograms and summaries; a gauge must not have them, what is
    /// untyped may.
    private static final List<String> RESERVED = List.of("_count", "_sum", "_bucket");

    private final boolean ownToo;
    private final List<Alias> all;
    private final Map<String, List<Alias>> aliases;

    /// Families that aliases must leave alone.
    private final Set<String> taken;

    private Naming(boolean ownToo, List<Alias> aliases, Set<String> taken) {
        this.ownToo = ownToo;
        this.all = List.copyOf(aliases);
        this.aliases = aliases.stream().collect(Collectors.groupingBy(Alias::metric));
        this.taken = Set.copyOf(taken);
    }

    /// Aliases in the place of our names; a series without one keeps ours.
    public static Naming insteadOfOurs(List<Alias> aliases) {
        return new Naming(false, aliases, Set.of());
    }

    /// Aliases beside our names.
    public static Naming besidesOurs(List<Alias> aliases) {
        return new Naming(true, aliases, Set.of());
    }

    /// The same without the aliases whose names these metrics have in Prometheus, so that no family has
    /// two sources. A series that loses its alias is shown under our name.
    public Naming leaving(Collection<Metric> metrics) {
        return new Naming(
                ownToo,
                all,
                metrics.stream()
                        .map(metric -> family(PrometheusNames.sample(metric)))
                        .collect(Collectors.toSet()));
    }

    /// The family of a sample's name: OpenMetrics gives `x` and `x_total` the same.
    public static String family(String sample) {
        return sample.endsWith(PrometheusNames.TOTAL)
                ? sample.substring(0, sample.length() - PrometheusNames.TOTAL.length())
                : sample;
    }

    /// Whether series of the metric may have aliases.
    boolean mayHaveAliases(Metric metric) {
        return !aliases.isEmpty() && aliases.containsKey(metric.name());
    }

    /// The aliases of a series.
    List<Alias> aliases(Series series) {
        return aliases.getOrDefault(series.metric().name(), List.of()).stream()
                .filter(alias -> alias.fits(series) && !taken.contains(family(alias.nameOf(series))))
                .toList();
    }

    /// Whether a series is shown under our name.
    boolean shownAsOurs(List<Alias> itsAliases) {
        return ownToo || itsAliases.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Naming that
                && ownToo == that.ownToo
                && all.equals(that.all)
                && taken.equals(that.taken);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ownToo, all, taken);
    }

    /// An alias of a metric as Prometheus sees it. What only grows and does not say so in its name is
    /// untyped: a counter's name must end in `_total`.
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
