package dev.howdah.model.telemetry;

import dev.howdah.model.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/// The program's own metrics: counters that rooms add to, and gauges that are asked when someone reads.
/// Names are final as given (`otelcol_receiver_accepted_metric_points`), nothing is added to them. Safe
/// for use by many threads.
public final class Telemetry {
    /// The kinds of own metrics, with the word the Prometheus text format has for each.
    public enum Kind {
        COUNTER,
        GAUGE
    }

    /// A value with its labels at the time of reading.
    public record Sample(Attributes labels, double value) {}

    /// All values of one name at the time of reading.
    public record Family(String name, String help, Kind kind, List<Sample> samples) {
        public Family {
            samples = List.copyOf(samples);
        }
    }

    private record Definition(String help, Kind kind, Map<Attributes, DoubleSupplier> values) {}

    private final Map<String, Definition> definitions = new ConcurrentSkipListMap<>();

    /// The counter of that name and those labels; made when it is first asked for, the same one ever after.
    ///
    /// @param labels keys and values in turn
    public Counter counter(String name, String help, String... labels) {
        var counter = values(name, help, Kind.COUNTER).computeIfAbsent(Attributes.of(labels), _ -> new Counter());
        return (Counter) counter;
    }

    /// Shows what the supplier answers under that name and those labels, in place of an earlier gauge of the same.
    public void gauge(String name, String help, DoubleSupplier value, String... labels) {
        values(name, help, Kind.GAUGE).put(Attributes.of(labels), value);
    }

    /// Shows what the supplier answers as a counter: a sum that something else keeps.
    public void observedCounter(String name, String help, DoubleSupplier sum, String... labels) {
        values(name, help, Kind.COUNTER).put(Attributes.of(labels), sum);
    }

    /// Forgets a counter or gauge, for example of a target that is gone.
    public void remove(String name, String... labels) {
        var definition = definitions.get(name);
        if (definition != null) {
            definition.values().remove(Attributes.of(labels));
        }
    }

    private Map<Attributes, DoubleSupplier> values(String name, String help, Kind kind) {
        var definition = definitions.computeIfAbsent(name, _ -> new Definition(help, kind, new ConcurrentHashMap<>()));
        if (definition.kind() != kind) {
            throw new IllegalArgumentException("own metric %s: registered as %s and as %s — give one another name"
                    .formatted(name, definition.kind(), kind));
        }
        return definition.values();
    }

    /// All metrics in order of their names, as they stand now.
    public List<Family> read() {
        var families = new ArrayList<Family>();
        definitions.forEach((name, definition) -> {
            var samples = new ArrayList<Sample>();
            definition.values().forEach((labels, value) -> samples.add(new Sample(labels, value.getAsDouble())));
            families.add(new Family(name, definition.help(), definition.kind(), samples));
        });
        return families;
    }

    /// A sum that only grows.
    public static final class Counter implements DoubleSupplier {
        private final LongAdder sum = new LongAdder();

        private Counter() {}

        public void add(long amount) {
            sum.add(amount);
        }

        public long value() {
            return sum.sum();
        }

        @Override
        public double getAsDouble() {
            return sum.sum();
        }
    }
}
