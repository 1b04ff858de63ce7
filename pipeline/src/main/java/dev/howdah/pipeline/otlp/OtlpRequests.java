package dev.howdah.pipeline.otlp;

import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Resource;
import dev.howdah.model.Scrape;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes OTLP requests of scrapes: one resource with its detected attributes, the user's labels and
/// `howdah.target`, in it one scope, in that the points grouped by metric. Immutable.
public final class OtlpRequests {
    private static final String TARGET = "howdah.target";

    private final InstrumentationScope scope;

    /// Makes requests in Howdah's name.
    ///
    /// @param version Howdah's version, the scope's version
    public OtlpRequests(String version) {
        this.scope = InstrumentationScope.newBuilder()
                .setName("dev.howdah")
                .setVersion(version)
                .build();
    }

    /// The request that says what the scrape brought; empty when it brought nothing.
    public Optional<ExportMetricsServiceRequest> of(Scrape scrape) {
        if (scrape.points() == 0) {
            return Optional.empty();
        }
        Map<Metric, List<NumberDataPoint>> points = new LinkedHashMap<>();
        for (var batch : scrape.batches()) {
            for (int i = 0; i < batch.size(); i++) {
                points.computeIfAbsent(batch.series(i).metric(), _ -> new ArrayList<>())
                        .add(point(batch, i));
            }
        }
        var metrics = ScopeMetrics.newBuilder().setScope(scope);
        points.forEach((metric, ofMetric) -> metrics.addMetrics(metric(metric, ofMetric)));
        var resource = ResourceMetrics.newBuilder()
                .setResource(resource(scrape.resource()))
                .addScopeMetrics(metrics);
        return Optional.of(ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(resource)
                .build());
    }

    private static io.opentelemetry.proto.resource.v1.Resource resource(Resource resource) {
        var attributes = resource.attributes().plus(resource.labels()).plus(Attributes.of(TARGET, resource.target()));
        return io.opentelemetry.proto.resource.v1.Resource.newBuilder()
                .addAllAttributes(keyValues(attributes))
                .build();
    }

    private static io.opentelemetry.proto.metrics.v1.Metric metric(Metric metric, List<NumberDataPoint> points) {
        var message = io.opentelemetry.proto.metrics.v1.Metric.newBuilder()
                .setName(utf8(metric.name()))
                .setDescription(utf8(metric.description()))
                .setUnit(utf8(metric.unit()));
        switch (metric.type()) {
            case GAUGE -> message.getGaugeBuilder().addAllDataPoints(points);
            case COUNTER ->
                message.getSumBuilder()
                        .setIsMonotonic(true)
                        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                        .addAllDataPoints(points);
            case UP_DOWN_COUNTER ->
                message.getSumBuilder()
                        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                        .addAllDataPoints(points);
        }
        return message.build();
    }

    private static NumberDataPoint point(PointBatch batch, int index) {
        var series = batch.series(index);
        var point = NumberDataPoint.newBuilder()
                .addAllAttributes(keyValues(series.attributes()))
                .setTimeUnixNano(batch.timeNanos());
        if (batch.startNanos(index) > 0) {
            point.setStartTimeUnixNano(batch.startNanos(index));
        }
        switch (series.metric().number()) {
            case INTEGER -> point.setAsInt(batch.bits(index));
            case DOUBLE -> point.setAsDouble(batch.value(index));
        }
        return point.build();
    }

    private static List<KeyValue> keyValues(Attributes attributes) {
        var keyValues = new ArrayList<KeyValue>(attributes.size());
        for (int i = 0; i < attributes.size(); i++) {
            keyValues.add(KeyValue.newBuilder()
                    .setKey(utf8(attributes.key(i)))
                    .setValue(AnyValue.newBuilder().setStringValue(utf8(attributes.value(i))))
                    .build());
        }
        return keyValues;
    }

    /// Protobuf refuses strings with surrogates that stand alone; they become U+FFFD.
    private static String utf8(String text) {
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
