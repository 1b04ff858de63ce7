package dev.howdah.pipeline.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.GracefulShutdown;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.howdah.pipeline.Points;
import dev.howdah.pipeline.otlp.OtlpSettings.Compression;
import dev.howdah.pipeline.otlp.OtlpSettings.Protocol;
import dev.howdah.pipeline.otlp.OtlpSettings.RetryOnFailure;
import dev.howdah.pipeline.otlp.OtlpSettings.SendingQueue;
import dev.howdah.pipeline.otlp.OtlpSettings.Tls;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsTest {
    private final TlsKeyPair keys = TlsKeyPair.ofSelfSigned("localhost");
    private final Server server = Server.builder()
            .https(0)
            .tls(keys)
            .gracefulShutdown(GracefulShutdown.disabled())
            .service(
                    "/v1/metrics",
                    (_, request) -> HttpResponse.of(request.aggregate().thenApply(_ -> HttpResponse.of(HttpStatus.OK))))
            .service(GrpcService.builder().addService(new Receiving()).build())
            .build();
    private final ExportMetricsServiceRequest request = new OtlpRequests("1")
            .of(new Points(Points.SECOND).scrape("orders", 3))
            .orElseThrow();
    private final Path authorities;

    TlsTest(@TempDir Path folder) throws IOException, CertificateEncodingException {
        authorities = folder.resolve("ca.pem");
        var encoder = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII));
        String body = encoder.encodeToString(keys.certificateChain().getFirst().getEncoded());
        Files.writeString(authorities, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
        server.start().join();
    }

    @AfterEach
    void stop() {
        var _ = server.closeAsync();
    }

    @ParameterizedTest
    @EnumSource
    void trustsTheAuthoritiesOfCaFile(Protocol protocol) throws Exception {
        assertThat(send(protocol, new Tls(authorities, null, null, false))).isEqualTo(new OtlpResult.Delivered(0, ""));
    }

    @ParameterizedTest
    @EnumSource
    void doesNotTrustOthers(Protocol protocol) throws Exception {
        assertThat(send(protocol, Tls.DEFAULTS)).isInstanceOf(OtlpResult.Retry.class);
    }

    @ParameterizedTest
    @EnumSource
    void trustsEveryoneWhenToldSo(Protocol protocol) throws Exception {
        assertThat(send(protocol, new Tls(null, null, null, true))).isEqualTo(new OtlpResult.Delivered(0, ""));
    }

    @Test
    void verifiesTheNameToo() throws Exception {
        // All of 127.0.0.0/8 is this machine; the certificate is for 127.0.0.1 and localhost.
        assertThat(send(Protocol.HTTP, "127.0.0.2", new Tls(null, null, null, true)))
                .isInstanceOf(OtlpResult.Delivered.class);
        assertThat(send(Protocol.HTTP, "127.0.0.2", new Tls(authorities, null, null, false)))
                .isInstanceOf(OtlpResult.Retry.class);
    }

    private OtlpResult send(Protocol protocol, Tls tls) throws InterruptedException {
        return send(protocol, "localhost", tls);
    }

    private OtlpResult send(Protocol protocol, String host, Tls tls) throws InterruptedException {
        var settings = new OtlpSettings(
                "otlp/tls",
                URI.create("https://" + host + ":" + server.activeLocalPort()),
                protocol,
                Map.of(),
                Compression.GZIP,
                Duration.ofSeconds(10),
                tls,
                SendingQueue.DEFAULTS,
                RetryOnFailure.DEFAULTS);
        try (OtlpSender sender = protocol == Protocol.GRPC
                ? new GrpcSender(settings)
                : new HttpSender(settings, InstantSource.system())) {
            sender.start();
            return sender.send(request);
        }
    }

    private static final class Receiving extends MetricsServiceGrpc.MetricsServiceImplBase {
        @Override
        public void export(ExportMetricsServiceRequest request, StreamObserver<ExportMetricsServiceResponse> observer) {
            observer.onNext(ExportMetricsServiceResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }
}
