package dev.howdah.it.service;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Events that a receiver got.
record Events(List<Event> all) {
    /// One log record, with its attributes by name.
    record Event(LogRecord log, Map<String, String> resource, Map<String, AnyValue> attributes) {
        String name() {
            return log.getEventName();
        }

        String text(String attribute) {
            return attributes
                    .getOrDefault(attribute, AnyValue.getDefaultInstance())
                    .getStringValue();
        }

        long whole(String attribute) {
            return attributes
                    .getOrDefault(attribute, AnyValue.getDefaultInstance())
                    .getIntValue();
        }

        double real(String attribute) {
            return attributes
                    .getOrDefault(attribute, AnyValue.getDefaultInstance())
                    .getDoubleValue();
        }

        boolean truth(String attribute) {
            return attributes
                    .getOrDefault(attribute, AnyValue.getDefaultInstance())
                    .getBoolValue();
        }

        List<String> texts(String attribute) {
            return attributes
                    .getOrDefault(attribute, AnyValue.getDefaultInstance())
                    .getArrayValue()
                    .getValuesList()
                    .stream()
                    .map(AnyValue::getStringValue)
                    .toList();
        }
    }

    Events named(String name) {
        return new Events(
                all.stream().filter(event -> event.name().equals(name)).toList());
    }

    Events of(String target) {
        return new Events(all.stream()
                .filter(event -> target.equals(event.resource().get("howdah.target")))
                .toList());
    }

    Events with(String attribute, String value) {
        return new Events(all.stream()
                .filter(event -> event.text(attribute).equals(value))
                .toList());
    }

    Events withWhole(String attribute, long value) {
        return new Events(
                all.stream().filter(event -> event.whole(attribute) == value).toList());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    Event last() {
        return all.getLast();
    }

    long sum(String attribute) {
        return all.stream().mapToLong(event -> event.whole(attribute)).sum();
    }

    double sumOfReals(String attribute) {
        return all.stream().mapToDouble(event -> event.real(attribute)).sum();
    }

    @Override
    public String toString() {
        return all.stream().map(event -> event.log().toString()).collect(Collectors.joining("\n"));
    }
}
