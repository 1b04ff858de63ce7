package dev.howdah.pipeline.otlp;

import dev.howdah.model.Attributes;
import dev.howdah.model.Resource;
import dev.howdah.model.log.AttributeValue;
import dev.howdah.model.log.LogAttributes;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.List;

/// Attributes and resources in OTLP's form.
final class OtlpAttributes {
    private static final String TARGET = "howdah.target";

    private OtlpAttributes() {}

    static io.opentelemetry.proto.resource.v1.Resource resource(Resource resource) {
        var attributes = resource.attributes().plus(resource.labels()).plus(Attributes.of(TARGET, resource.target()));
        return io.opentelemetry.proto.resource.v1.Resource.newBuilder()
                .addAllAttributes(of(attributes))
                .build();
    }

    static List<KeyValue> of(Attributes attributes) {
        var keyValues = new ArrayList<KeyValue>(attributes.size());
        for (int i = 0; i < attributes.size(); i++) {
            keyValues.add(keyValue(attributes.key(i), text(attributes.value(i))));
        }
        return keyValues;
    }

    static List<KeyValue> of(LogAttributes attributes) {
        var keyValues = new ArrayList<KeyValue>(attributes.values().size());
        attributes.values().forEach((key, value) -> keyValues.add(keyValue(key, value(value))));
        return keyValues;
    }

    private static KeyValue keyValue(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(utf8(key)).setValue(value).build();
    }

    private static AnyValue value(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text(String text) -> text(text);
            case AttributeValue.Whole(long whole) ->
                AnyValue.newBuilder().setIntValue(whole).build();
            case AttributeValue.Real(double real) ->
                AnyValue.newBuilder().setDoubleValue(real).build();
            case AttributeValue.Truth(boolean truth) ->
                AnyValue.newBuilder().setBoolValue(truth).build();
            case AttributeValue.Texts(List<String> texts) -> {
                var array = ArrayValue.newBuilder();
                texts.forEach(text -> array.addValues(text(text)));
                yield AnyValue.newBuilder().setArrayValue(array).build();
            }
        };
    }

    static AnyValue text(String text) {
        return AnyValue.newBuilder().setStringValue(utf8(text)).build();
    }

    /// Protobuf refuses strings with surrogates that stand alone; they become U+FFFD.
    static String utf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }
}
