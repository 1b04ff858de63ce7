package dev.howdah.catalog.convert;

import dev.howdah.catalog.Role;
import dev.howdah.catalog.Scope;
import dev.howdah.catalog.ServerFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a configuration of pg_exporter. Branches of one name that differ in their versions only become one
/// entry.
record PgExporterConfiguration(Notes notes) {
    /// Where a branch without one of these runs.
    private record Place(
            String name, Role role, Scope scope, @Nullable String extension) {}

    private record Part(String id, Plain branch, int since, int until) {}

    List<Draft> read(Plain file) {
        var places = new LinkedHashMap<Place, List<Part>>();
        for (String id : file.keys()) {
            file.map(id)
                    .filter(branch -> branch.text("query").isPresent())
                    .ifPresentOrElse(branch -> sort(id, branch, places), () -> notes.add(id, "has no query, left out"));
        }
        var drafts = new ArrayList<Draft>();
        places.forEach((place, parts) -> drafts.addAll(drafts(place, parts)));
        return drafts;
    }

    private void sort(String id, Plain branch, Map<Place, List<Part>> places) {
        String name = branch.text("name").orElse(id);
        var tags = branch.texts("tags");
        if (branch.isTrue("skip")) {
            notes.add(id, "skip: true, left out");
        } else if (tags.contains("pgbouncer") || name.startsWith("pgbouncer")) {
            notes.add(id, "is asked of pgBouncer, not of PostgreSQL, left out");
        } else {
            versions(id, branch)
                    .ifPresent(part -> places.computeIfAbsent(place(id, name, tags), _ -> new ArrayList<>())
                            .add(part));
            for (String key : List.of("fatal", "priority", "predicate_queries")) {
                if (branch.has(key)) {
                    notes.add(id, key + " left out");
                }
            }
        }
    }

    private Optional<Part> versions(String id, Plain branch) {
        int min = (int) branch.number("min_version").orElse(0);
        int max = (int) branch.number("max_version").orElse(0);
        int since = Math.max(ServerFacts.OLDEST_MAJOR, min / 10_000);
        int until = max == 0 ? Integer.MAX_VALUE : (max - 1) / 10_000;
        if (max > 0 && until < ServerFacts.OLDEST_MAJOR) {
            notes.add(id, "is for versions below %d, left out".formatted(ServerFacts.OLDEST_MAJOR));
            return Optional.empty();
        }
        if ((min > 110_000 && min % 10_000 != 0) || (max > 110_000 && max % 10_000 != 0)) {
            notes.add(id, "begins or ends at a minor version; the whole major was taken");
        }
        return Optional.of(new Part(id, branch, since, until > 98 ? Integer.MAX_VALUE : until));
    }

    private Place place(String id, String name, List<String> tags) {
        Role role = Role.ANY;
        Scope scope = Scope.DATABASE;
        String extension = null;
        for (String tag : tags) {
            switch (tag) {
                case "cluster" -> scope = Scope.SERVER;
                case "primary", "master" -> role = Role.PRIMARY;
                case "replica", "standby" -> role = Role.STANDBY;
                default -> {
                    if (tag.startsWith("extension:")) {
                        extension = tag.substring("extension:".length());
                    } else {
                        notes.add(id, "tag %s left out: it runs on every target".formatted(tag));
                    }
                }
            }
        }
        return new Place(name, role, scope, extension);
    }

    /// One draft for each range of versions without a gap.
    private List<Draft> drafts(Place place, List<Part> parts) {
        var sorted = parts.stream().sorted(Comparator.comparingInt(Part::since)).toList();
        var drafts = new ArrayList<Draft>();
        var range = new ArrayList<Part>();
        for (int i = 0; i < sorted.size(); i++) {
            var part = sorted.get(i);
            boolean last = i == sorted.size() - 1;
            int next = last ? Integer.MAX_VALUE : sorted.get(i + 1).since();
            if (!last && next == part.since()) {
                notes.add(
                        part.id(),
                        "has the same versions as %s, left out"
                                .formatted(sorted.get(i + 1).id()));
                continue;
            }
            range.add(
                    !last && part.until() >= next ? new Part(part.id(), part.branch(), part.since(), next - 1) : part);
            if (last || part.until() < next - 1) {
                draft(place, List.copyOf(range), drafts);
                range.clear();
            }
        }
        return drafts;
    }

    private void draft(Place place, List<Part> parts, List<Draft> drafts) {
        var attributes = new LinkedHashMap<String, String>();
        var metrics = new LinkedHashMap<String, Draft.Metric>();
        var branches = new ArrayList<Draft.Branch>();
        for (var part : parts) {
            var columns = new Columns(place, part, attributes, metrics);
            branches.add(new Draft.Branch(part.since(), part.until(), columns.read()));
        }
        if (metrics.isEmpty()) {
            notes.add(parts.getFirst().id(), "has no column of usage GAUGE or COUNTER, left out");
            return;
        }
        var first = parts.getFirst().branch();
        drafts.add(new Draft(
                Names.word(place.name()),
                first.text("desc")
                        .orElse("Branch %s of pg_exporter."
                                .formatted(parts.getFirst().id())),
                place.role(),
                place.scope(),
                place.extension(),
                seconds(parts.stream()
                        .mapToDouble(part -> part.branch().number("ttl").orElse(0))
                        .min()
                        .orElse(0)),
                timeout(parts),
                branches,
                attributes,
                List.copyOf(metrics.values())));
    }

    private Duration timeout(List<Part> parts) {
        double longest = 0;
        for (var part : parts) {
            double own = part.branch().number("timeout").orElse(0.1);
            if (own < 0) {
                notes.add(part.id(), "had no time-out; it has 1s now");
            }
            longest = Math.max(longest, own < 0 ? 1 : own == 0 ? 0.1 : own);
        }
        return seconds(longest);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(Math.max(0, seconds) * 1000));
    }

    private final class Columns {
        private final Place place;
        private final Part part;
        private final Map<String, String> attributes;
        private final Map<String, Draft.Metric> metrics;
        private final List<String> used = new ArrayList<>();
        private final Map<String, String> expressions = new LinkedHashMap<>();

        private Columns(Place place, Part part, Map<String, String> attributes, Map<String, Draft.Metric> metrics) {
            this.place = place;
            this.part = part;
            this.attributes = attributes;
            this.metrics = metrics;
        }

        /// The SQL that puts out what is used.
        private String read() {
            part.branch().columns("metrics").forEach(this::column);
            if (place.scope() == Scope.DATABASE && !attributes.containsKey("datname")) {
                attributes.put("datname", "howdah_database");
            }
            if (attributes.containsValue("howdah_database")) {
                used.add("howdah_database");
                expressions.put("howdah_database", "current_database()");
            }
            return SelectColumns.of(part.branch().text("query").orElse(""), used, expressions);
        }

        private void column(String column, Plain what) {
            String usage = what.text("usage").orElse("").toUpperCase(Locale.ROOT);
            String name = what.text("rename").orElse(column);
            switch (usage) {
                case "LABEL" -> {
                    attributes.put(Names.attribute(name), column);
                    used.add(column);
                }
                case "GAUGE", "COUNTER" -> {
                    var metric = new Draft.Metric(
                            Names.word(place.name()) + "." + Names.part(name),
                            usage.equals("COUNTER"),
                            what.text("description").orElse(name),
                            column);
                    metrics.putIfAbsent(metric.name(), metric);
                    used.add(column);
                    express(column, what);
                }
                case "DISCARD" -> {}
                default ->
                    notes.add(
                            part.id(),
                            "column %s of usage %s left out".formatted(column, usage.isEmpty() ? "none" : usage));
            }
        }

        private void express(String column, Plain what) {
            String expression = "%s";
            if (what.number("default").isPresent()) {
                expression = "COALESCE(%s, " + what.text("default").orElse("0") + ")";
            }
            if (what.number("scale").isPresent()) {
                expression = expression + " * " + what.text("scale").orElse("1");
            }
            if (!expression.equals("%s")) {
                expressions.put(column, expression);
            }
        }
    }
}
