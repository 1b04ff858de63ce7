package dev.howdah.catalog.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// A mapping of a file that is not ours: what has not the form that is expected counts as absent.
record Plain(Map<String, Object> values) {
    /// @throws IllegalArgumentException when it is no YAML, or no mapping
    static Plain parse(String text) {
        try {
            var root =
                    new Load(LoadSettings.builder().setAllowDuplicateKeys(true).build()).loadFromString(text);
            return of(root).orElseThrow(
                            () -> new IllegalArgumentException("is no mapping of names — give it a file of queries"));
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(
                    "is no valid YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }

    private static Optional<Plain> of(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, Object>();
        map.forEach((key, each) -> {
            if (each != null) {
                values.put(String.valueOf(key), each);
            }
        });
        return Optional.of(new Plain(values));
    }

    Set<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key))
                .filter(value -> !(value instanceof Map) && !(value instanceof List))
                .map(String::valueOf);
    }

    boolean isTrue(String key) {
        return text(key).filter("true"::equalsIgnoreCase).isPresent();
    }

    OptionalDouble number(String key) {
        try {
            return text(key).map(Double::valueOf).map(OptionalDouble::of).orElse(OptionalDouble.empty());
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    Optional<Plain> map(String key) {
        var value = values.get(key);
        return value == null ? Optional.empty() : of(value);
    }

    /// A list of texts; a single text is a list of one.
    List<String> texts(String key) {
        var value = values.get(key);
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return text(key).map(List::of).orElse(List.of());
    }

    /// The columns of a list of mappings with one key each, or of one mapping.
    Map<String, Plain> columns(String key) {
        var result = new LinkedHashMap<String, Plain>();
        var value = values.get(key);
        var parts = new ArrayList<Object>(value instanceof List<?> list ? list : List.of());
        if (value instanceof Map) {
            parts.add(value);
        }
        for (var part : parts) {
            of(part).ifPresent(columns -> columns.keys()
                    .forEach(name -> result.put(name, columns.map(name).orElse(new Plain(Map.of())))));
        }
        return result;
    }
}
