package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.catalog.yaml.Problems;
import dev.howdah.catalog.yaml.YamlFile;
import dev.howdah.catalog.yaml.YamlMap;
import dev.howdah.it.HowdahProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A file of alert rules, and when each must fire and when not.
record AlertRules(Path file, List<Rule> rules, List<Scenario> scenarios) {
    private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(\\{.*?})?( as (.*))?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    record Rule(String alert, String expression) {}

    /// @param samples values as promtool writes them, by a sample of a scrape
    record Scenario(String alert, boolean fires, Map<String, String> samples) {}

    /// @param suffix which of the files: empty, or `.postgres_exporter`
    static AlertRules read(String suffix) throws Exception {
        var file = HowdahProcess.home().resolve("deploy/prometheus/howdah-alerts%s.yaml".formatted(suffix));
        var rules = yaml(file).maps("groups").stream()
                .flatMap(group -> group.maps("rules").stream())
                .map(rule -> new Rule(rule.string("alert"), rule.string("expr")))
                .toList();
        var resource = AlertRules.class.getResource("alert-scenarios%s.yaml".formatted(suffix));
        assertThat(resource).isNotNull();
        var scenarios = yaml(Path.of(resource.toURI())).maps("scenarios").stream()
                .flatMap(map -> List.of("fires", "quiet").stream()
                        .filter(map::has)
                        .map(key -> new Scenario(map.string("alert"), key.equals("fires"), map.strings(key))))
                .toList();
        return new AlertRules(file, rules, scenarios);
    }

    private static YamlMap yaml(Path file) throws Exception {
        var problems = new Problems();
        var map = YamlFile.read(file.toString(), Files.readString(file), problems, text -> text);
        problems.throwIfAny();
        return map;
    }

    /// The scenarios as a file for `promtool test rules`.
    ///
    /// @param pages a sample is looked for in each in turn
    String promtoolTest(List<Exposition> pages) {
        var text = new StringBuilder("rule_files: ['%s']\nevaluation_interval: 1m\ntests:\n".formatted(file));
        int number = 0;
        for (var scenario : scenarios) {
            text.append("  - name: '%d %s %s'\n    interval: 1m\n    input_series:\n"
                    .formatted(number++, scenario.alert, scenario.fires ? "fires" : "is quiet"));
            scenario.samples.forEach((sample, values) ->
                    text.append("      - { series: '%s', values: '%s' }\n".formatted(series(sample, pages), values)));
            text.append("    promql_expr_test:\n      - eval_time: 90m\n")
                    .append("        expr: 'count by (target) (ALERTS{alertname=\"%s\",alertstate=\"firing\"})'\n"
                            .formatted(scenario.alert))
                    .append("        exp_samples: [%s]\n"
                            .formatted(scenario.fires ? "{ labels: '{target=\"orders\"}', value: 1 }" : ""));
        }
        return text.toString();
    }

    /// A sample with all the labels that it has in a scrape, and those that Prometheus adds.
    private static String series(String sample, List<Exposition> pages) {
        var matcher = SAMPLE.matcher(sample);
        assertThat(matcher.matches()).as(sample).isTrue();
        var wanted = labels(matcher.group(2));
        var found = pages.stream()
                .flatMap(page -> page
                        .having(
                                matcher.group(1),
                                wanted.entrySet().stream()
                                        .flatMap(label -> List.of(label.getKey(), label.getValue()).stream())
                                        .toArray(String[]::new))
                        .stream())
                .findFirst();
        assertThat(found).as("a sample in the scrapes for %s", sample).isPresent();
        var labels = new TreeMap<>(found.orElseThrow());
        labels.putAll(labels(matcher.group(4)));
        labels.putAll(Map.of("job", "howdah", "instance", "collector:9187", "target", "orders", "team", "payments"));
        return labels.entrySet().stream()
                .map(label -> "%s=\"%s\"".formatted(label.getKey(), label.getValue()))
                .collect(Collectors.joining(",", matcher.group(1) + "{", "}"));
    }

    private static Map<String, String> labels(String text) {
        return LABEL.matcher(text == null ? "" : text)
                .results()
                .collect(Collectors.toMap(label -> label.group(1), label -> label.group(2)));
    }
}
