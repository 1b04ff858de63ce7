package dev.howdah.model.log;

import dev.howdah.model.log.AttributeValue.Real;
import dev.howdah.model.log.AttributeValue.Text;
import dev.howdah.model.log.AttributeValue.Texts;
import dev.howdah.model.log.AttributeValue.Truth;
import dev.howdah.model.log.AttributeValue.Whole;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The attributes of a log record, in the order in which they were added. Immutable.
///
/// @param values by OpenTelemetry names
public record LogAttributes(Map<String, AttributeValue> values) {
    public LogAttributes {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public @Nullable AttributeValue get(String name) {
        return values.get(name);
    }

    public static Builder builder() {
        return new Builder();
    }

    /// Collects attributes; what is not there leaves no attribute. Not safe for use by several threads.
    public static final class Builder {
        private final Map<String, AttributeValue> values = new LinkedHashMap<>();

        private Builder() {}

        /// Adds a text, unless it is null or empty.
        public Builder text(String name, @Nullable String value) {
            if (value != null && !value.isEmpty()) {
                values.put(name, new Text(value));
            }
            return this;
        }

        public Builder whole(String name, long value) {
            values.put(name, new Whole(value));
            return this;
        }

        public Builder real(String name, double value) {
            values.put(name, new Real(value));
            return this;
        }

        public Builder truth(String name, boolean value) {
            values.put(name, new Truth(value));
            return this;
        }

        /// Adds a list, unless it is empty.
        public Builder texts(String name, List<String> value) {
            if (!value.isEmpty()) {
                values.put(name, new Texts(value));
            }
            return this;
        }

        public LogAttributes build() {
            return new LogAttributes(values);
        }
    }
}
