package dev.howdah.app.config;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.CatalogFolders;
import dev.howdah.catalog.Glob;
import dev.howdah.catalog.Switches;
import dev.howdah.catalog.Switches.EntrySwitch;
import dev.howdah.catalog.Switches.MetricSwitch;
import dev.howdah.catalog.yaml.Nearest;
import dev.howdah.catalog.yaml.YamlMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads `metrics` and `entries`: what is switched off or on.
final class SwitchesReader {
    private final Set<String> entryNames;
    private final Set<String> metricNames;

    /// A name may stand in a file that is broken at the moment: then an unknown one is no reason to
    /// refuse.
    private final boolean complete;

    SwitchesReader(CatalogFolders.Loaded loaded) {
        Catalog catalog = loaded.catalog();
        this.entryNames = catalog.entries().stream().map(CatalogEntry::name).collect(Collectors.toSet());
        this.metricNames = catalog.entries().stream()
                .flatMap(entry -> entry.metrics().stream())
                .map(metric -> metric.metric().name())
                .collect(Collectors.toSet());
        this.complete = loaded.brokenFiles() == 0;
    }

    /// The switches of a section, over those of a larger one.
    Switches read(YamlMap section, Switches larger) {
        return new Switches(metrics(section.map("metrics")), entries(section.map("entries"))).over(larger);
    }

    /// Patterns first, so that a full name holds before them.
    private List<MetricSwitch> metrics(YamlMap map) {
        var switches = new ArrayList<MetricSwitch>();
        for (String name : map.keys()) {
            var glob = new Glob(name);
            if (complete && metricNames.stream().noneMatch(glob::matches)) {
                map.problem(name, "matches no metric%s".formatted(suggestion(name, metricNames)));
            }
            try (var one = map.map(name)) {
                switches.add(new MetricSwitch(glob, one.bool("enabled", true)));
                if (!one.has("enabled")) {
                    map.problem(name, "says nothing — write {enabled: false} or {enabled: true}");
                }
            }
        }
        switches.sort(Comparator.comparing(each -> each.names().isPlain()));
        return switches;
    }

    private Map<String, EntrySwitch> entries(YamlMap map) {
        var switches = new LinkedHashMap<String, EntrySwitch>();
        for (String name : map.keys()) {
            if (complete && !entryNames.contains(name)) {
                map.problem(name, "is no entry of the catalog%s".formatted(suggestion(name, entryNames)));
            }
            try (var one = map.map(name)) {
                switches.put(
                        name,
                        new EntrySwitch(
                                one.has("enabled") ? one.bool("enabled", true) : null,
                                duration(one, "interval"),
                                duration(one, "timeout"),
                                one.has("row_limit") ? one.integer("row_limit", 1000, 1, 1_000_000) : null));
            }
        }
        return switches;
    }

    private static @Nullable Duration duration(YamlMap map, String key) {
        return map.has(key) ? map.duration(key, Duration.ofSeconds(1)) : null;
    }

    private static String suggestion(String name, Set<String> known) {
        return Nearest.to(name, known)
                .map(" — did you mean '%s'?"::formatted)
                .orElse(" — see 'howdah catalog list' and docs/metrics.md");
    }
}
