package dev.howdah.pipeline.otlp;

import static dev.howdah.pipeline.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.Points;
import dev.howdah.pipeline.otlp.OtlpSettings.Compression;
import dev.howdah.pipeline.otlp.OtlpSettings.Protocol;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcSenderTest {
    private final GrpcReceiver receiver = new GrpcReceiver();
    private final ExportMetricsServiceRequest request = new OtlpRequests("1")
            .of(new Points(Points.SECOND).scrape("orders", 3))
            .orElseThrow();
    private final AtomicReference<String> token = new AtomicReference<>("Bearer first");
    private GrpcSender sender = sender(receiver.endpoint(), Compression.GZIP, Duration.ofSeconds(10));

    @AfterEach
    void stop() {
        sender.close();
        receiver.close();
    }

    @ParameterizedTest
    @EnumSource
    void delivers(Compression compression) throws Exception {
        sender = sender(receiver.endpoint(), compression, Duration.ofSeconds(10));

        assertThat(sender.send(request)).isEqualTo(new OtlpResult.Delivered(0, ""));

        assertThat(receiver.requests).containsExactly(request);
        assertThat(receiver.headers.element().get("grpc-encoding", "identity"))
                .isEqualTo(compression == Compression.GZIP ? "gzip" : "identity");
    }

    @Test
    void asksForHeadersEachTime() throws Exception {
        sender.send(request);
        token.set("Bearer second");
        sender.send(request);

        assertThat(receiver.headers)
                .extracting(headers -> headers.get("authorization"))
                .containsExactly("Bearer first", "Bearer second");
    }

    @Test
    void doesNotTellAHeaderThatCannotBeSent() throws Exception {
        token.set("Bearer top\nsecret");

        assertThat(sender.send(request))
                .isEqualTo(new OtlpResult.Retry(
                        null,
                        "header authorization: its value holds a line break or a character beyond ASCII — correct it"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"CANCELLED", "DEADLINE_EXCEEDED", "ABORTED", "OUT_OF_RANGE", "UNAVAILABLE", "DATA_LOSS"})
    void triesAgainWhatMayWorkLater(Status.Code code) throws Exception {
        receiver.fail(code.toStatus().withDescription("later"));

        assertThat(sender.send(request))
                .asInstanceOf(type(OtlpResult.Retry.class))
                .satisfies(retry -> assertThat(retry.after()).isNull())
                .satisfies(retry -> assertThat(retry.why()).startsWith("gRPC " + code + ", later"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"INVALID_ARGUMENT", "PERMISSION_DENIED", "UNAUTHENTICATED", "UNIMPLEMENTED", "RESOURCE_EXHAUSTED"})
    void doesNotTryAgainWhatNeverWorks(Status.Code code) throws Exception {
        receiver.fail(code.toStatus().withDescription("never"));

        assertThat(sender.send(request)).isEqualTo(new OtlpResult.Refused("gRPC " + code + ", never"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"RESOURCE_EXHAUSTED", "UNAVAILABLE"})
    void waitsAsLongAsRetryInfoSays(Status.Code code) throws Exception {
        var delay = com.google.protobuf.Duration.newBuilder().setSeconds(7).setNanos(5);
        receiver.failures.add(StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage("slow down")
                .addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()))
                .build()));

        assertThat(sender.send(request))
                .isEqualTo(new OtlpResult.Retry(Duration.ofSeconds(7, 5), "gRPC " + code + ", slow down"));
    }

    @Test
    void tellsOfPartialSuccess() throws Exception {
        receiver.response = ExportMetricsServiceResponse.newBuilder()
                .setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
                        .setRejectedDataPoints(2)
                        .setErrorMessage("too old"))
                .build();

        assertThat(sender.send(request)).isEqualTo(new OtlpResult.Delivered(2, "too old"));
    }

    @Test
    void triesAgainWhenNobodyListens() throws Exception {
        // Port 1 (tcpmux) is privileged and free on any machine of today.
        sender = sender("http://127.0.0.1:1", Compression.GZIP, Duration.ofSeconds(10));

        assertThat(sender.send(request)).isInstanceOf(OtlpResult.Retry.class);
    }

    @Test
    void triesAgainWhenNoAnswerComes() throws Exception {
        receiver.silent = true;
        sender = sender(receiver.endpoint(), Compression.GZIP, Duration.ofMillis(300));

        assertThat(sender.send(request)).isInstanceOf(OtlpResult.Retry.class);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        receiver.silent = true;
        var outcome = new AtomicReference<Object>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                outcome.set(sender.send(request));
            } catch (InterruptedException e) {
                outcome.set(e);
            }
        });
        until("request arrived", () -> !receiver.requests.isEmpty());

        thread.interrupt();

        assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void theExporterDeliversAfterTheReceiverCameBack() {
        receiver.fail(Status.UNAVAILABLE);
        receiver.fail(Status.UNAVAILABLE);
        var settings = settings(receiver.endpoint(), Compression.GZIP, Duration.ofSeconds(10));
        try (var exporter = OtlpExporter.of(settings, "1", new Telemetry())) {
            exporter.start();
            exporter.accept(new Points(Points.SECOND).scrape("orders", 3));

            until("delivered", () -> exporter.balance().sent() == 3);
            assertThat(receiver.requests).containsExactly(request, request, request);
        }
    }

    private GrpcSender sender(String endpoint, Compression compression, Duration timeout) {
        var made = new GrpcSender(settings(endpoint, compression, timeout));
        made.start();
        return made;
    }

    private OtlpSettings settings(String endpoint, Compression compression, Duration timeout) {
        Map<String, Supplier<String>> headers = Map.of("authorization", () -> token.get());
        return Settings.server(Protocol.GRPC, endpoint, compression, timeout, headers);
    }
}
