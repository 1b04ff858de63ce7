package dev.howdah.pipeline.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import dev.howdah.pipeline.otlp.OtlpSettings.Compression;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Sends by OTLP/HTTP, in protobuf.
final class HttpSender implements OtlpSender {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final int LONGEST_ANSWER = 1 << 20;

    private final OtlpSettings settings;
    private final InstantSource clock;
    private final ExtraHeaders headers;
    private @Nullable ClientFactory connections;
    private @Nullable WebClient client;

    HttpSender(OtlpSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.headers = new ExtraHeaders(settings.headers());
    }

    @Override
    public void start() {
        connections = Connections.open(settings);
        String origin = settings.origin();
        // Over plaintext HTTP/1.1 outright: not every receiver and proxy bears the attempt to speak HTTP/2.
        client = WebClient.builder((settings.isPlaintext() ? "h1c" : "https") + origin.substring(origin.indexOf(':')))
                .factory(connections)
                .responseTimeout(settings.timeout())
                .writeTimeout(settings.timeout())
                .maxResponseLength(LONGEST_ANSWER)
                .build();
    }

    @Override
    public OtlpResult send(ExportMetricsServiceRequest request) throws InterruptedException {
        return post(settings.metricsPath(), request, answer -> {
            var partial = ExportMetricsServiceResponse.parseFrom(answer).getPartialSuccess();
            return new OtlpResult.Delivered(partial.getRejectedDataPoints(), partial.getErrorMessage());
        });
    }

    @Override
    public OtlpResult send(ExportLogsServiceRequest request) throws InterruptedException {
        return post(settings.logsPath(), request, answer -> {
            var partial = ExportLogsServiceResponse.parseFrom(answer).getPartialSuccess();
            return new OtlpResult.Delivered(partial.getRejectedLogRecords(), partial.getErrorMessage());
        });
    }

    /// Reads what a receiver answered to a request that it took.
    private interface Answer {
        OtlpResult read(byte[] body) throws InvalidProtocolBufferException;
    }

    private OtlpResult post(String path, MessageLite request, Answer answer) throws InterruptedException {
        if (client == null) {
            throw new IllegalStateException(settings.name() + ": not started — call start() first");
        }
        Map<String, String> extra;
        try {
            extra = headers.resolve();
        } catch (ExtraHeaders.UnusableException e) {
            return new OtlpResult.Retry(null, String.valueOf(e.getMessage()));
        }
        var response =
                client.execute(head(path, extra), HttpData.wrap(body(request))).aggregate();
        try {
            // The client keeps to the time-outs itself; this one is for the case that it does not.
            return result(response.get(3 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS), answer);
        } catch (ExecutionException e) {
            return new OtlpResult.Retry(null, Connections.reason(e));
        } catch (TimeoutException e) {
            response.cancel(true);
            return new OtlpResult.Retry(null, "no answer in time");
        } catch (InterruptedException e) {
            response.cancel(true);
            throw e;
        }
    }

    private RequestHeaders head(String path, Map<String, String> extra) {
        var head = RequestHeaders.builder(HttpMethod.POST, path);
        extra.forEach((name, value) -> head.set(name, value));
        head.set(HttpHeaderNames.CONTENT_TYPE, PROTOBUF);
        if (settings.compression() == Compression.GZIP) {
            head.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
        }
        return head.build();
    }

    private byte[] body(MessageLite request) {
        if (settings.compression() == Compression.NONE) {
            return request.toByteArray();
        }
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed, 8192)) {
            request.writeTo(gzip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private OtlpResult result(AggregatedHttpResponse response, Answer answer) {
        int code = response.status().code();
        return switch (code) {
            case 200, 202 -> delivered(response, answer);
            case 429, 502, 503, 504 ->
                new OtlpResult.Retry(
                        RetryAfter.parse(response.headers().get(HttpHeaderNames.RETRY_AFTER), clock.instant()),
                        "HTTP " + code);
            default -> new OtlpResult.Refused("HTTP " + code);
        };
    }

    private static OtlpResult delivered(AggregatedHttpResponse response, Answer answer) {
        String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        if (!type.startsWith(PROTOBUF)) {
            return new OtlpResult.Delivered(0, "");
        }
        try {
            return answer.read(response.content().array());
        } catch (InvalidProtocolBufferException _) {
            // The request was taken; only the remark on it cannot be read.
            return new OtlpResult.Delivered(0, "");
        }
    }

    @Override
    public void close() {
        if (connections != null) {
            connections.close();
        }
    }
}
