package dev.howdah.catalog.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A mapping of a YAML file that is read key by key. A getter reports what is wrong and then answers as
/// if the key were absent; [#close()] reports the keys that no getter asked for. What was asked for is
/// what is known, so the suggestion for a mistyped key cannot go stale.
public final class YamlMap implements AutoCloseable {
    /// Changes a scalar's text before it is read, for example by expanding references to the environment.
    public interface ScalarExpander {
        String expand(String text) throws Exception;
    }

    private final YamlFile file;
    private final String path;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    YamlMap(YamlFile file, String path, int line, @Nullable MappingNode node) {
        this.file = file;
        this.path = path;
        this.line = line;
        if (node == null) {
            return;
        }
        for (var tuple : node.getValue()) {
            int keyLine = YamlFile.line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                file.problem(keyLine, "%s has a key that is no plain text — write key: value".formatted(here()));
            } else if (values.put(key.getValue(), tuple.getValueNode()) == null) {
                lines.put(key.getValue(), keyLine);
            } else {
                file.problem(
                        keyLine,
                        "%s: key '%s' stands twice, first in line %d — keep one"
                                .formatted(here(), key.getValue(), lines.get(key.getValue())));
            }
        }
    }

    private String here() {
        return path.isEmpty() ? "this file" : path;
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    public int line() {
        return line;
    }

    public int line(String key) {
        return lines.getOrDefault(key, line);
    }

    public boolean has(String key) {
        return present(key) != null;
    }

    public Set<String> keys() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /// Reports a fault of this key's value.
    public void problem(String key, String message) {
        file.problem(line(key), "%s: %s".formatted(at(key), message));
    }

    public @Nullable String optionalString(String key) {
        var scalar = scalar(key);
        return scalar == null ? null : file.expand(scalar, message -> problem(key, message));
    }

    /// The text as it stands in the file, references not expanded: for secrets, which are resolved late.
    public @Nullable String rawString(String key) {
        var scalar = scalar(key);
        return scalar == null ? null : scalar.getValue();
    }

    private @Nullable ScalarNode scalar(String key) {
        Node node = present(key);
        if (node == null || node instanceof ScalarNode) {
            return (ScalarNode) node;
        }
        problem(key, "is a %s, expected a text".formatted(kind(node)));
        return null;
    }

    /// The value under a key, which is known from now on; null when it is absent or null.
    private @Nullable Node present(String key) {
        asked.add(key);
        Node node = values.get(key);
        return isNull(node) ? null : node;
    }

    /// A text that must be there; `""` after reporting that it is not.
    public String string(String key) {
        String value = optionalString(key);
        if (value == null) {
            if (!values.containsKey(key) || isNull(values.get(key))) {
                file.problem(line, "%s: '%s' is missing — add it".formatted(here(), key));
            }
            return "";
        }
        return value;
    }

    public String string(String key, String absent) {
        String value = optionalString(key);
        return value == null ? absent : value;
    }

    public int integer(String key, int absent, int least, int most) {
        String text = optionalString(key);
        if (text == null) {
            return absent;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below, with the numbers that are too small or too large
        }
        problem(key, "is '%s', expected a whole number from %d to %d".formatted(text, least, most));
        return absent;
    }

    public double number(String key, double absent, double least, double most) {
        String text = optionalString(key);
        if (text == null) {
            return absent;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below, with the numbers that are too small or too large
        }
        problem(key, "is '%s', expected a number from %s to %s".formatted(text, least, most));
        return absent;
    }

    public boolean bool(String key, boolean absent) {
        String text = optionalString(key);
        if (text == null || text.equals("true") || text.equals("false")) {
            return text == null ? absent : text.equals("true");
        }
        problem(key, "is '%s', expected true or false".formatted(text));
        return absent;
    }

    public Duration duration(String key, Duration absent) {
        String text = optionalString(key);
        if (text == null) {
            return absent;
        }
        var parsed = Durations.parse(text);
        if (parsed.isEmpty() || parsed.get().isZero()) {
            problem(key, "is '%s', expected a duration above zero such as 500ms, 15s or 1m".formatted(text));
            return absent;
        }
        return parsed.get();
    }

    /// One of an enum's constants, written in lower case.
    public <E extends Enum<E>> E oneOf(String key, Class<E> type, E absent) {
        String text = optionalString(key);
        if (text == null) {
            return absent;
        }
        var names = Stream.of(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = names.indexOf(text);
        if (index >= 0) {
            return type.getEnumConstants()[index];
        }
        problem(
                key,
                "is '%s', expected one of %s%s".formatted(text, String.join(", ", names), suggestion(text, names)));
        return absent;
    }

    /// The mapping under a key; an empty one when it is absent.
    public YamlMap map(String key) {
        Node node = present(key);
        return node == null ? new YamlMap(file, at(key), line(key), null) : file.mapping(node, at(key));
    }

    /// Texts under texts, in the file's order.
    public Map<String, String> strings(String key) {
        return strings(key, YamlMap::string);
    }

    /// Texts under texts, references not expanded.
    public Map<String, String> rawStrings(String key) {
        return strings(key, (map, name) -> Objects.requireNonNullElse(map.rawString(name), ""));
    }

    private Map<String, String> strings(String key, BiFunction<YamlMap, String, String> read) {
        var map = map(key);
        var result = new LinkedHashMap<String, String>();
        map.keys().forEach(name -> result.put(name, read.apply(map, name)));
        return result;
    }

    /// Texts in a list; a single text counts as a list of one.
    public List<String> stringList(String key) {
        Node node = present(key);
        var result = new ArrayList<String>();
        if (node == null) {
            return result;
        }
        for (Node item : node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node)) {
            if (item instanceof ScalarNode scalar) {
                result.add(file.expand(scalar, message -> problem(key, message)));
            } else {
                problem(key, "holds a %s, expected a list of texts".formatted(kind(item)));
            }
        }
        return result;
    }

    /// Mappings in a list.
    public List<YamlMap> maps(String key) {
        Node node = present(key);
        var result = new ArrayList<YamlMap>();
        if (node == null) {
            return result;
        }
        if (!(node instanceof SequenceNode sequence)) {
            problem(key, "is a %s, expected a list".formatted(kind(node)));
            return result;
        }
        int index = 0;
        for (Node item : sequence.getValue()) {
            result.add(file.mapping(item, "%s[%d]".formatted(at(key), index++)));
        }
        return result;
    }

    /// Reports the keys that nobody asked for.
    @Override
    public void close() {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                file.problem(
                        line(key),
                        "%s: unknown key '%s'%s"
                                .formatted(
                                        here(),
                                        key,
                                        Nearest.to(key, asked)
                                                .map(" — did you mean '%s'?"::formatted)
                                                .orElseGet(() -> " — known here: "
                                                        + asked.stream()
                                                                .sorted()
                                                                .collect(Collectors.joining(", ")))));
            }
        }
    }

    private static String suggestion(String text, List<String> known) {
        return Nearest.to(text, known).map(" — did you mean '%s'?"::formatted).orElse("");
    }

    private static boolean isNull(@Nullable Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    static String kind(Node node) {
        return switch (node) {
            case MappingNode _ -> "mapping";
            case SequenceNode _ -> "list";
            default -> "text";
        };
    }
}
