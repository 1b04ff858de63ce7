package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A page in the Prometheus text format: values by name and labels. The label `target` is left out of the labels.
final class Exposition {
    private final String text;
    private final Map<String, Map<SortedMap<String, String>, Double>> families = new HashMap<>();

    /// Reads a page; a sample that stands there twice is an error.
    Exposition(String text) {
        this.text = text;
        text.lines().filter(line -> !line.startsWith("#")).forEach(this::read);
    }

    private void read(String line) {
        int nameEnd = 0;
        while (nameEnd < line.length() && line.charAt(nameEnd) != '{' && line.charAt(nameEnd) != ' ') {
            nameEnd++;
        }
        var labels = new TreeMap<String, String>();
        int valueStart = line.charAt(nameEnd) == '{' ? readLabels(line, nameEnd + 1, labels) : nameEnd;
        assertThat(labels.remove("target")).as("target of %s", line).isNotNull();
        var earlier = families.computeIfAbsent(line.substring(0, nameEnd), _ -> new HashMap<>())
                .put(labels, Double.valueOf(line.substring(valueStart).strip()));
        assertThat(earlier).as("first value of %s", line).isNull();
    }

    /// @return where the value begins
    private static int readLabels(String line, int from, Map<String, String> labels) {
        int i = from;
        while (line.charAt(i) != '}') {
            i += line.charAt(i) == ',' ? 1 : 0;
            int equals = line.indexOf("=\"", i);
            var value = new StringBuilder();
            int end = equals + 2;
            while (line.charAt(end) != '"') {
                if (line.charAt(end) == '\\') {
                    end++;
                    value.append(line.charAt(end) == 'n' ? '\n' : line.charAt(end));
                } else {
                    value.append(line.charAt(end));
                }
                end++;
            }
            labels.put(line.substring(i, equals), value.toString());
            i = end + 1;
        }
        return i + 1;
    }

    String text() {
        return text;
    }

    /// The names of all samples, sorted.
    Set<String> names() {
        return new TreeSet<>(families.keySet());
    }

    Set<String> names(String prefix) {
        var names = names();
        names.removeIf(name -> !name.startsWith(prefix));
        return names;
    }

    /// The value of the sample with exactly these labels; null when there is none.
    ///
    /// @param labels names and values in turn
    @Nullable
    Double find(String name, String... labels) {
        return families.getOrDefault(name, Map.of()).get(labels(labels));
    }

    /// The value of the sample with exactly these labels.
    double value(String name, String... labels) {
        var value = find(name, labels);
        assertThat(value)
                .as("%s%s among %s", name, labels(labels), families.getOrDefault(name, Map.of()))
                .isNotNull();
        return Objects.requireNonNull(value);
    }

    /// All samples of a name that have at least these labels.
    List<SortedMap<String, String>> having(String name, String... labels) {
        var wanted = labels(labels).entrySet();
        var found = new ArrayList<SortedMap<String, String>>();
        for (var present : families.getOrDefault(name, Map.of()).keySet()) {
            if (present.entrySet().containsAll(wanted)) {
                found.add(present);
            }
        }
        return found;
    }

    private static SortedMap<String, String> labels(String... pairs) {
        var labels = new TreeMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            labels.put(pairs[i], pairs[i + 1]);
        }
        return labels;
    }
}
