package dev.howdah.catalog;

import dev.howdah.catalog.yaml.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a configuration changes about the entries of a preset: metrics and entries that are switched off
/// or on, and entries that are asked otherwise.
///
/// @param metrics the last one that matches a metric's name decides
/// @param entries by the entry's name
public record Switches(List<MetricSwitch> metrics, Map<String, EntrySwitch> entries) {
    /// Nothing is changed.
    public static final Switches NONE = new Switches(List.of(), Map.of());

    public Switches {
        metrics = List.copyOf(metrics);
        entries = Map.copyOf(entries);
    }

    /// Metrics whose names match, switched off or on.
    public record MetricSwitch(Glob names, boolean enabled) {}

    /// What is changed about one entry; null where it stays as it is.
    public record EntrySwitch(
            @Nullable Boolean enabled,
            @Nullable Duration interval,
            @Nullable Duration timeout,
            @Nullable Integer rowLimit) {}

    /// An entry as it is asked.
    ///
    /// @param entry without metrics when it is switched off
    /// @param choice what is chosen of it: the preset is large enough for all of its metrics
    /// @param note what was changed about it; empty when nothing was
    public record Switched(CatalogEntry entry, Choice choice, String note) {}

    /// These over those of something larger: where both say something, these hold. Among the metrics of
    /// one of them a full name holds before a pattern, and a later pattern before an earlier one.
    public Switches over(Switches larger) {
        var both = new HashMap<>(larger.entries);
        entries.forEach((name, own) -> both.merge(
                name,
                own,
                (theirs, mine) -> new EntrySwitch(
                        mine.enabled == null ? theirs.enabled : mine.enabled,
                        mine.interval == null ? theirs.interval : mine.interval,
                        mine.timeout == null ? theirs.timeout : mine.timeout,
                        mine.rowLimit == null ? theirs.rowLimit : mine.rowLimit)));
        return new Switches(
                Stream.concat(larger.metrics.stream(), metrics.stream()).toList(), both);
    }

    /// The entry as a preset and these switches have it. One that the preset does not hold has those of
    /// its metrics that are switched on by name.
    public Switched apply(CatalogEntry entry, Choice choice) {
        var own = entries.get(entry.name());
        if (own == null && metrics.isEmpty()) {
            return new Switched(entry, choice, "");
        }
        if (switchOff(entry.name())) {
            return new Switched(with(entry, own, List.of()), choice, "switched off by entries." + entry.name());
        }
        var held = own != null && Boolean.TRUE.equals(own.enabled)
                ? choice.preset().larger(entry.preset())
                : choice.preset();
        var possible = entry.metrics().stream()
                .filter(metric ->
                        held.holds(metric.preset()) || wanted(metric.metric().name(), false))
                .toList();
        var wanted = possible.stream()
                .filter(metric -> wanted(metric.metric().name(), true))
                .toList();
        if (possible.isEmpty()) {
            return new Switched(with(entry, own, entry.metrics()), choice, "");
        }
        var preset = wanted.stream().map(MetricDefinition::preset).reduce(held, Preset::larger);
        return new Switched(
                with(entry, own, wanted),
                new Choice(preset.larger(held), choice.relations()),
                note(own, possible, wanted));
    }

    /// Whether an entry is switched off by its name.
    boolean switchOff(String entry) {
        var own = entries.get(entry);
        return own != null && Boolean.FALSE.equals(own.enabled);
    }

    private boolean wanted(String metric, boolean otherwise) {
        return decisive(metric).map(MetricSwitch::enabled).orElse(otherwise);
    }

    private Optional<MetricSwitch> decisive(String metric) {
        return metrics.reversed().stream()
                .filter(each -> each.names().matches(metric))
                .findFirst();
    }

    private static CatalogEntry with(CatalogEntry entry, @Nullable EntrySwitch own, List<MetricDefinition> metrics) {
        return entry.with(
                own == null || own.interval == null ? entry.interval() : own.interval,
                own == null || own.timeout == null ? entry.timeout() : own.timeout,
                own == null || own.rowLimit == null ? entry.rowLimit() : own.rowLimit,
                metrics);
    }

    private String note(@Nullable EntrySwitch own, List<MetricDefinition> possible, List<MetricDefinition> wanted) {
        var parts = new ArrayList<String>();
        var off = possible.stream()
                .map(metric -> metric.metric().name())
                .filter(name -> wanted.stream()
                        .noneMatch(metric -> metric.metric().name().equals(name)))
                .distinct()
                .toList();
        if (wanted.isEmpty()) {
            return "switched off by metrics." + causes(off);
        }
        if (!off.isEmpty()) {
            parts.add("without " + String.join(", ", off));
        }
        if (own != null) {
            addChange(parts, "interval", own.interval);
            addChange(parts, "timeout", own.timeout);
            if (own.rowLimit != null) {
                parts.add("row_limit " + own.rowLimit);
            }
        }
        return String.join("; ", parts);
    }

    private static void addChange(List<String> parts, String what, @Nullable Duration changed) {
        if (changed != null) {
            parts.add(what + " " + Durations.format(changed));
        }
    }

    private String causes(List<String> off) {
        return off.stream()
                .flatMap(name -> decisive(name).stream())
                .map(each -> each.names().pattern())
                .distinct()
                .collect(Collectors.joining(", metrics."));
    }
}
