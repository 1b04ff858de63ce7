package dev.howdah.catalog.naming;

import dev.howdah.catalog.Vocabulary;
import dev.howdah.catalog.yaml.Nearest;
import dev.howdah.catalog.yaml.Problems;
import dev.howdah.catalog.yaml.YamlFile;
import dev.howdah.catalog.yaml.YamlMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads a table of names strictly. Aliases that have labels in common stand in one group.
final class NameTableReader {
    private final Problems problems;
    private final Vocabulary vocabulary;
    private final List<NameTable.Row> rows = new ArrayList<>();
    private final List<NameTable.Difference> differences = new ArrayList<>();
    private final Map<String, NameTable.Row> rowOf = new HashMap<>();

    NameTableReader(Problems problems, Vocabulary vocabulary) {
        this.problems = problems;
        this.vocabulary = vocabulary;
    }

    NameTable read(String file, String text) {
        try (var map = YamlFile.read(file, text, problems, value -> value)) {
            String exporter = map.string("exporter");
            String version = map.string("version");
            map.maps("groups").forEach(this::group);
            map.maps("different").forEach(this::difference);
            return new NameTable(exporter, version, rows, differences);
        }
    }

    private void group(YamlMap group) {
        try (group) {
            var common = new AliasReader.Common(
                    AliasReader.labels(group),
                    group.stringList("required"),
                    group.stringList("drop"),
                    group.stringList("without"));
            for (var map : group.maps("aliases")) {
                try (map) {
                    new AliasReader(map, vocabulary, common).read().ifPresent(row -> add(map, row));
                }
            }
        }
    }

    /// One name may stand for series of several metrics, but everywhere with the same labels.
    private void add(YamlMap map, NameTable.Row row) {
        var earlier = rowOf.putIfAbsent(row.alias().name(), row);
        if (earlier != null
                && !earlier.alias()
                        .labels()
                        .keySet()
                        .equals(row.alias().labels().keySet())) {
            map.problem(
                    "name",
                    "'%s' has other labels here than before — give it the same everywhere"
                            .formatted(row.alias().name()));
        }
        rows.add(row);
    }

    private void difference(YamlMap map) {
        try (map) {
            String instead = map.string("instead", "");
            for (String name : map.stringList("names")) {
                if (rowOf.containsKey(name)) {
                    map.problem("names", "'%s' has an alias too — drop one of the two".formatted(name));
                }
                differences.add(new NameTable.Difference(name, map.string("reason"), instead));
            }
            for (String word : instead.split("[^a-z0-9_.]+", -1)) {
                if (word.startsWith("postgresql.") && vocabulary.metric(word).isEmpty()) {
                    map.problem("instead", unknown("metric", word, vocabulary.names()));
                }
            }
        }
    }

    static String unknown(String kind, String word, Iterable<String> known) {
        var words = new ArrayList<String>();
        known.forEach(words::add);
        return "names the %s '%s', which does not exist%s"
                .formatted(
                        kind,
                        word,
                        Nearest.to(word, words)
                                .map(" — did you mean '%s'?"::formatted)
                                .orElseGet(() -> words.size() > 10 ? "" : ", expected one of " + words));
    }
}
