package dev.howdah.pipeline.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.Clients;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.howdah.pipeline.otlp.OtlpSettings.Compression;
import io.grpc.Codec;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc.LogsServiceBlockingStub;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc.MetricsServiceBlockingStub;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends by OTLP/gRPC.
final class GrpcSender implements OtlpSender {
    private final OtlpSettings settings;
    private final ExtraHeaders headers;
    private @Nullable ClientFactory connections;
    private @Nullable MetricsServiceBlockingStub metrics;
    private @Nullable LogsServiceBlockingStub logs;

    GrpcSender(OtlpSettings settings) {
        this.settings = settings;
        this.headers = new ExtraHeaders(settings.headers());
    }

    @Override
    public void start() {
        connections = Connections.open(settings);
        var scheme = settings.isPlaintext() ? "gproto+h2c" : "gproto+h2";
        var origin = settings.origin();
        var client = GrpcClients.builder(scheme + origin.substring(origin.indexOf(':')))
                .factory(connections)
                .compressor(settings.compression() == Compression.GZIP ? new Codec.Gzip() : Codec.Identity.NONE)
                .responseTimeout(settings.timeout())
                .writeTimeout(settings.timeout());
        metrics = client.build(MetricsServiceBlockingStub.class);
        logs = client.build(LogsServiceBlockingStub.class);
    }

    @Override
    public OtlpResult send(ExportMetricsServiceRequest request) throws InterruptedException {
        var service = started(metrics);
        return call(() -> {
            var partial = service.export(request).getPartialSuccess();
            return new OtlpResult.Delivered(partial.getRejectedDataPoints(), partial.getErrorMessage());
        });
    }

    @Override
    public OtlpResult send(ExportLogsServiceRequest request) throws InterruptedException {
        var service = started(logs);
        return call(() -> {
            var partial = service.export(request).getPartialSuccess();
            return new OtlpResult.Delivered(partial.getRejectedLogRecords(), partial.getErrorMessage());
        });
    }

    private <S> S started(@Nullable S service) {
        if (service == null) {
            throw new IllegalStateException(settings.name() + ": not started — call start() first");
        }
        return service;
    }

    private OtlpResult call(Supplier<OtlpResult> export) throws InterruptedException {
        Map<String, String> extra;
        try {
            extra = headers.resolve();
        } catch (ExtraHeaders.UnusableException e) {
            return new OtlpResult.Retry(null, String.valueOf(e.getMessage()));
        }
        try (var _ = Clients.withContextCustomizer(
                context -> extra.forEach((name, value) -> context.setAdditionalRequestHeader(name, value)))) {
            return export.get();
        } catch (StatusRuntimeException e) {
            // The stub answers an interrupt with CANCELLED and sets the flag again.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return result(e);
        }
    }

    private static OtlpResult result(StatusRuntimeException failure) {
        var status = failure.getStatus();
        var after = retryDelay(failure);
        String why =
                "gRPC " + status.getCode() + (status.getDescription() == null ? "" : ", " + status.getDescription());
        return switch (status.getCode()) {
            case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS ->
                new OtlpResult.Retry(after, transportReason(status, why));
            case RESOURCE_EXHAUSTED -> after == null ? new OtlpResult.Refused(why) : new OtlpResult.Retry(after, why);
            case OK,
                    UNKNOWN,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    UNIMPLEMENTED,
                    INTERNAL,
                    UNAUTHENTICATED ->
                status.getCause() instanceof IOException
                        ? new OtlpResult.Retry(null, transportReason(status, why))
                        : new OtlpResult.Refused(why);
        };
    }

    private static String transportReason(Status status, String why) {
        return status.getCause() == null ? why : why + ": " + Connections.reason(status.getCause());
    }

    private static @Nullable Duration retryDelay(StatusRuntimeException failure) {
        var status = StatusProto.fromThrowable(failure);
        if (status == null) {
            return null;
        }
        for (var detail : status.getDetailsList()) {
            if (detail.is(RetryInfo.class)) {
                try {
                    var delay = detail.unpack(RetryInfo.class).getRetryDelay();
                    return Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
                } catch (InvalidProtocolBufferException _) {
                    return null;
                }
            }
        }
        return null;
    }

    @Override
    public void close() {
        if (connections != null) {
            connections.close();
        }
    }
}
