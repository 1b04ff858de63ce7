package dev.howdah.catalog.yaml;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// A YAML file whose top is a mapping.
public final class YamlFile {
    private final String name;
    private final Problems problems;
    private final YamlMap.ScalarExpander expander;

    private boolean broken;

    private YamlFile(String name, Problems problems, YamlMap.ScalarExpander expander) {
        this.name = name;
        this.problems = problems;
        this.expander = expander;
    }

    /// Parses a file; what is no YAML, or no mapping, is reported and leaves an empty mapping.
    ///
    /// @param name the file's name in messages
    public static YamlMap read(String name, String text, Problems problems, YamlMap.ScalarExpander expander) {
        var file = new YamlFile(name, problems, expander);
        var settings = LoadSettings.builder().setLabel(name).build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.isPresent() ? file.mapping(root.get(), "") : new YamlMap(file, "", 1, null);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            file.broken = true;
            problems.add(name, line, "no valid YAML: %s — check indentation and quotes".formatted(e.getProblem()));
        } catch (YamlEngineException e) {
            file.broken = true;
            problems.add(name, 0, "no valid YAML: %s".formatted(e.getMessage()));
        }
        return new YamlMap(file, "", 1, null);
    }

    YamlMap mapping(Node node, String path) {
        if (node instanceof MappingNode mapping) {
            return new YamlMap(this, path, line(node), mapping);
        }
        problem(
                line(node),
                "%s is a %s, expected a mapping (key: value)"
                        .formatted(path.isEmpty() ? "this file" : path, YamlMap.kind(node)));
        return new YamlMap(this, path, line(node), null);
    }

    String expand(ScalarNode scalar, Consumer<String> onProblem) {
        try {
            return expander.expand(scalar.getValue());
        } catch (Exception e) {
            onProblem.accept(String.valueOf(e.getMessage()));
            return scalar.getValue();
        }
    }

    /// Of a file that is no YAML nothing else is said: what it lacks is not known.
    void problem(int line, String message) {
        if (!broken) {
            problems.add(name, line, message);
        }
    }

    static int line(@Nullable Node node) {
        return node == null
                ? 0
                : node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
