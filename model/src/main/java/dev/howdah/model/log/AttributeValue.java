package dev.howdah.model.log;

import java.util.List;

/// The value of a log record's attribute, in the types that OpenTelemetry has.
public sealed interface AttributeValue {
    /// A text.
    record Text(String value) implements AttributeValue {}

    /// A whole number.
    record Whole(long value) implements AttributeValue {}

    /// A number with a fraction.
    record Real(double value) implements AttributeValue {}

    /// Yes or no.
    record Truth(boolean value) implements AttributeValue {}

    /// Several texts in order.
    record Texts(List<String> value) implements AttributeValue {
        public Texts {
            value = List.copyOf(value);
        }
    }
}
