package dev.howdah.it;

import dev.howdah.catalog.yaml.Problems;
import dev.howdah.catalog.yaml.YamlFile;
import java.nio.file.Files;
import java.util.List;

/// A dashboard's queries, in the order of its panels.
public record Dashboard(List<Query> all) {
    /// One query of a panel.
    ///
    /// @param expression with Grafana's variables, `$target`
    public record Query(String panel, String expression) {
        /// As Grafana sends it.
        public String about(String target) {
            return expression.replace("$target", target).replace("$db", ".*").replace("$__rate_interval", "10s");
        }
    }

    /// Reads a dashboard; JSON is YAML.
    ///
    /// @param suffix which of them: empty, or `.postgres_exporter`
    public static Dashboard read(String suffix) throws Exception {
        var file = HowdahProcess.home().resolve("deploy/grafana/howdah%s.json".formatted(suffix));
        var problems = new Problems();
        var queries =
                YamlFile.read(file.toString(), Files.readString(file), problems, text -> text).maps("panels").stream()
                        .flatMap(panel -> panel.maps("targets").stream()
                                .map(target -> new Query(panel.string("title"), target.string("expr"))))
                        .toList();
        problems.throwIfAny();
        return new Dashboard(queries);
    }
}
