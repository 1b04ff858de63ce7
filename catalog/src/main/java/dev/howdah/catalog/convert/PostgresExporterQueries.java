package dev.howdah.catalog.convert;

import dev.howdah.catalog.Role;
import dev.howdah.catalog.Scope;
import dev.howdah.catalog.ServerFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads a `queries.yaml` of postgres_exporter.
record PostgresExporterQueries(Notes notes) {
    List<Draft> read(Plain file) {
        var drafts = new ArrayList<Draft>();
        for (String namespace : file.keys()) {
            file.map(namespace)
                    .ifPresentOrElse(
                            part -> query(namespace, part, drafts),
                            () -> notes.add(namespace, "is no query, left out"));
        }
        return drafts;
    }

    private void query(String namespace, Plain part, List<Draft> drafts) {
        var query = part.text("query");
        if (query.isEmpty()) {
            notes.add(namespace, "has no query, left out");
            return;
        }
        if (part.isTrue("master")) {
            notes.add(namespace, "master: true meant the first server of that exporter; here it runs on every target");
        }
        if (part.has("runonserver")) {
            notes.add(namespace, "runonserver was never applied; write since and until where the SQL needs them");
        }
        var attributes = new LinkedHashMap<String, String>();
        var metrics = new ArrayList<Draft.Metric>();
        var columns = new ArrayList<String>();
        part.columns("metrics").forEach((column, what) -> {
            if (column(namespace, column, what, attributes, metrics)) {
                columns.add(column);
            }
        });
        if (metrics.isEmpty()) {
            notes.add(namespace, "has no column of usage GAUGE or COUNTER, left out");
            return;
        }
        drafts.add(new Draft(
                Names.word(namespace),
                "Custom query %s of postgres_exporter.".formatted(namespace),
                Role.ANY,
                Scope.SERVER,
                null,
                Duration.ofSeconds(
                        (long) Math.max(0, part.number("cache_seconds").orElse(0))),
                Duration.ZERO,
                List.of(new Draft.Branch(
                        ServerFacts.OLDEST_MAJOR, Integer.MAX_VALUE, SelectColumns.of(query.get(), columns, Map.of()))),
                attributes,
                metrics));
    }

    /// @return whether the column is used
    private boolean column(
            String namespace, String column, Plain what, Map<String, String> attributes, List<Draft.Metric> metrics) {
        String usage = what.text("usage").orElse("").toUpperCase(Locale.ROOT);
        switch (usage) {
            case "LABEL" -> attributes.put(Names.attribute(column), column);
            case "GAUGE", "COUNTER" ->
                metrics.add(new Draft.Metric(
                        Names.word(namespace) + "." + Names.part(column),
                        usage.equals("COUNTER"),
                        what.text("description").orElse(column),
                        column));
            case "DISCARD" -> {
                return false;
            }
            default -> {
                notes.add(
                        namespace,
                        "column %s of usage %s left out".formatted(column, usage.isEmpty() ? "none" : usage));
                return false;
            }
        }
        return true;
    }
}
