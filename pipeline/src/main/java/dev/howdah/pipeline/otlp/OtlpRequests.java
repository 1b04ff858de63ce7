package dev.howdah.pipeline.otlp;

import com.google.protobuf.ByteString;
import dev.howdah.model.Metric;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Scrape;
import dev.howdah.model.log.LogBatch;
import dev.howdah.model.log.LogRecord;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes OTLP requests: one resource with its detected attributes, the user's labels and `howdah.target`, in it one
/// scope, in that the points grouped by metric, or the log records. Immutable.
public final class OtlpRequests {
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
                .setResource(OtlpAttributes.resource(scrape.resource()))
                .addScopeMetrics(metrics);
        return Optional.of(ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(resource)
                .build());
    }

    /// The request that hands the log records on; empty when there are none.
    public Optional<ExportLogsServiceRequest> of(LogBatch batch) {
        if (batch.size() == 0) {
            return Optional.empty();
        }
        var logs = ScopeLogs.newBuilder().setScope(scope);
        batch.records().forEach(each -> logs.addLogRecords(log(each)));
        var resource = ResourceLogs.newBuilder()
                .setResource(OtlpAttributes.resource(batch.resource()))
                .addScopeLogs(logs);
        return Optional.of(
                ExportLogsServiceRequest.newBuilder().addResourceLogs(resource).build());
    }

    private static io.opentelemetry.proto.logs.v1.LogRecord log(LogRecord record) {
        var log = io.opentelemetry.proto.logs.v1.LogRecord.newBuilder()
                .setTimeUnixNano(record.timeNanos())
                .setObservedTimeUnixNano(record.timeNanos())
                .setSeverityNumberValue(record.severity().number())
                .setSeverityText(record.severity().name())
                .setEventName(record.eventName())
                .addAllAttributes(OtlpAttributes.of(record.attributes()));
        if (!record.body().isEmpty()) {
            log.setBody(OtlpAttributes.text(record.body()));
        }
        var trace = record.trace();
        if (trace != null) {
            log.setTraceId(bytes(trace.traceId()))
                    .setSpanId(bytes(trace.spanId()))
                    .setFlags(trace.flags());
        }
        return log.build();
    }

    private static ByteString bytes(String hexadecimal) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hexadecimal));
    }

    private static io.opentelemetry.proto.metrics.v1.Metric metric(Metric metric, List<NumberDataPoint> points) {
        var message = io.opentelemetry.proto.metrics.v1.Metric.newBuilder()
                .setName(OtlpAttributes.utf8(metric.name()))
                .setDescription(OtlpAttributes.utf8(metric.description()))
                .setUnit(OtlpAttributes.utf8(metric.unit()));
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
                .addAllAttributes(OtlpAttributes.of(series.attributes()))
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
}
