package dev.howdah.pipeline.otlp;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.GracefulShutdown;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A real OTLP/gRPC server on a free port, which fails by script and then takes everything.
final class GrpcReceiver implements AutoCloseable {
    final Queue<ExportMetricsServiceRequest> requests = new ConcurrentLinkedQueue<>();
    final Queue<RequestHeaders> headers = new ConcurrentLinkedQueue<>();
    final Queue<StatusRuntimeException> failures = new ConcurrentLinkedQueue<>();
    volatile ExportMetricsServiceResponse response = ExportMetricsServiceResponse.getDefaultInstance();
    volatile boolean silent;
    private final Server server;

    GrpcReceiver() {
        server = Server.builder()
                .http(0)
                .gracefulShutdown(GracefulShutdown.disabled())
                .service(GrpcService.builder().addService(new Receiving()).build())
                .build();
        server.start().join();
    }

    void fail(Status status) {
        failures.add(status.asRuntimeException());
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.activeLocalPort();
    }

    private final class Receiving extends MetricsServiceGrpc.MetricsServiceImplBase {
        @Override
        public void export(ExportMetricsServiceRequest request, StreamObserver<ExportMetricsServiceResponse> observer) {
            headers.add(ServiceRequestContext.current().request().headers());
            requests.add(request);
            var failure = failures.poll();
            if (failure != null) {
                observer.onError(failure);
            } else if (!silent) {
                observer.onNext(response);
                observer.onCompleted();
            }
        }
    }

    @Override
    public void close() {
        var _ = server.closeAsync();
    }
}
