package dev.howdah.pipeline.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;

/// Prints requests in the OTLP/JSON encoding: names in lowerCamelCase, enums as integers, 64-bit integers as
/// strings.
public final class OtlpJson {
    private OtlpJson() {}

    /// The request as JSON on several lines, without a newline at its end.
    public static String print(ExportMetricsServiceRequest request) {
        try {
            return JsonFormat.printer().printingEnumsAsInts().print(request);
        } catch (InvalidProtocolBufferException e) {
            // Only messages that hold google.protobuf.Any can fail to print; OTLP has none.
            throw new IllegalStateException("OTLP request: cannot be printed as JSON — report this as a defect", e);
        }
    }
}
