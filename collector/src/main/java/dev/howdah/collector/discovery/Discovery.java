package dev.howdah.collector.discovery;

import dev.howdah.collector.target.Target;
import dev.howdah.model.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the targets that the configuration names and those that sources find together, and hands them on whenever they
/// change. A source that fails keeps what it found last.
public final class Discovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final Consumer<List<Target>> sink;
    private final Telemetry telemetry;
    private List<Target> configured = List.of();
    private List<SourceWatch> watches = List.of();
    private List<Target> published = List.of();
    private Set<String> toldTaken = Set.of();

    /// @param sink gets all targets, each name once
    public Discovery(Consumer<List<Target>> sink, Telemetry telemetry) {
        this.sink = sink;
        this.telemetry = telemetry;
    }

    /// Makes these the targets, and these the sources of more. Sources that stay the same are not touched.
    public synchronized void apply(List<Target> targets, List<TargetSource> sources) {
        var before = new ArrayList<>(watches);
        var after = new ArrayList<SourceWatch>();
        var begun = new ArrayList<SourceWatch>();
        for (var source : sources) {
            var same = before.stream()
                    .filter(watch -> watch.source().equals(source))
                    .findFirst();
            same.ifPresent(before::remove);
            var watch = same.orElseGet(() -> new SourceWatch(source, telemetry, this::publish));
            if (same.isEmpty()) {
                begun.add(watch);
            }
            after.add(watch);
        }
        before.forEach(SourceWatch::close);
        configured = List.copyOf(targets);
        watches = List.copyOf(after);
        begun.forEach(watch -> watch.takeOver(before));
        published = merged();
        sink.accept(published);
        begun.forEach(SourceWatch::start);
    }

    private synchronized void publish() {
        var merged = merged();
        if (!merged.equals(published)) {
            published = merged;
            sink.accept(merged);
            LOG.info("collecting {} targets", merged.size());
        }
    }

    /// All targets; of two with one name the first stays: the configured before the found, and sources in their order.
    private List<Target> merged() {
        var byName = new LinkedHashMap<String, Target>();
        var ownerOf = new LinkedHashMap<String, String>();
        var taken = new HashSet<String>();
        configured.forEach(target -> {
            byName.put(target.name(), target);
            ownerOf.put(target.name(), "the configuration");
        });
        for (var watch : watches) {
            for (var target : watch.found()) {
                var first = byName.putIfAbsent(target.name(), target);
                String owner = ownerOf.putIfAbsent(target.name(), watch.source().name());
                if (first != null && !first.equals(target)) {
                    taken.add(tell(target, watch, String.valueOf(owner)));
                }
            }
        }
        toldTaken = taken;
        return List.copyOf(byName.values());
    }

    private String tell(Target target, SourceWatch watch, String owner) {
        String what =
                "target %s of %s is left out: the name is taken by a target of %s, expected each name once — put {host} and {port} into the template's name"
                        .formatted(target.name(), watch.source().name(), owner);
        if (!toldTaken.contains(what)) {
            LOG.warn("{}", what);
        }
        return what;
    }

    /// Whether every source was asked once.
    public synchronized boolean firstLooksDone() {
        return watches.stream().allMatch(SourceWatch::firstLookDone);
    }

    @Override
    public synchronized void close() {
        watches.forEach(SourceWatch::close);
        watches = List.of();
    }
}
