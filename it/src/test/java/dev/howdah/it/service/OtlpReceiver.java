package dev.howdah.it.service;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.encoding.DecodingService;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.howdah.it.service.Events.Event;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// An OTLP server, made of the generated stubs, that keeps all it gets over gRPC and over HTTP.
final class OtlpReceiver implements AutoCloseable {
    private final List<ResourceMetrics> byGrpc = new CopyOnWriteArrayList<>();
    private final List<ResourceMetrics> byHttp = new CopyOnWriteArrayList<>();
    private final List<ResourceLogs> logsByGrpc = new CopyOnWriteArrayList<>();
    private final List<ResourceLogs> logsByHttp = new CopyOnWriteArrayList<>();
    private final Server server;

    private OtlpReceiver(int port) {
        var stub = GrpcService.builder()
                .addService(new Metrics())
                .addService(new Logs())
                .build();
        server = Server.builder()
                .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .service(stub)
                .service(
                        "/v1/metrics",
                        (context, request) ->
                                HttpResponse.of(request.aggregate().thenApply(body -> {
                                    take(byHttp, body.content().array());
                                    return HttpResponse.of(
                                            HttpStatus.OK,
                                            MediaType.parse("application/x-protobuf"),
                                            HttpData.wrap(ExportMetricsServiceResponse.getDefaultInstance()
                                                    .toByteArray()));
                                })))
                .service(
                        "/v1/logs",
                        (context, request) ->
                                HttpResponse.of(request.aggregate().thenApply(body -> {
                                    takeLogs(body.content().array());
                                    return HttpResponse.of(
                                            HttpStatus.OK,
                                            MediaType.parse("application/x-protobuf"),
                                            HttpData.wrap(ExportLogsServiceResponse.getDefaultInstance()
                                                    .toByteArray()));
                                })))
                .decorator("/v1/metrics", DecodingService.newDecorator())
                .decorator("/v1/logs", DecodingService.newDecorator())
                .maxRequestLength(64 << 20)
                .build();
        server.start().join();
    }

    private static void take(List<ResourceMetrics> received, byte[] body) {
        try {
            received.addAll(ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsList());
        } catch (IOException e) {
            throw new IllegalStateException("no OTLP request", e);
        }
    }

    private void takeLogs(byte[] body) {
        try {
            logsByHttp.addAll(ExportLogsServiceRequest.parseFrom(body).getResourceLogsList());
        } catch (IOException e) {
            throw new IllegalStateException("no OTLP request", e);
        }
    }

    private final class Logs extends LogsServiceGrpc.LogsServiceImplBase {
        @Override
        public void export(ExportLogsServiceRequest request, StreamObserver<ExportLogsServiceResponse> observer) {
            logsByGrpc.addAll(request.getResourceLogsList());
            observer.onNext(ExportLogsServiceResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }

    private final class Metrics extends MetricsServiceGrpc.MetricsServiceImplBase {
        @Override
        public void export(ExportMetricsServiceRequest request, StreamObserver<ExportMetricsServiceResponse> observer) {
            byGrpc.addAll(request.getResourceMetricsList());
            observer.onNext(ExportMetricsServiceResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }

    /// A data point with what it belongs to.
    record Point(ResourceMetrics resource, Metric metric, NumberDataPoint point) {
        String target() {
            return attributes(resource.getResource().getAttributesList()).getOrDefault("howdah.target", "");
        }

        Map<String, String> attributes() {
            return attributes(point.getAttributesList());
        }

        private static Map<String, String> attributes(List<KeyValue> pairs) {
            var attributes = new TreeMap<String, String>();
            pairs.forEach(pair -> attributes.put(pair.getKey(), pair.getValue().getStringValue()));
            return attributes;
        }

        Map<String, String> resourceAttributes() {
            return attributes(resource.getResource().getAttributesList());
        }

        @Override
        public String toString() {
            return metric.getName() + attributes() + " " + value();
        }

        double value() {
            return point.hasAsInt() ? point.getAsInt() : point.getAsDouble();
        }
    }

    /// A port on which nobody listens now.
    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }

    static OtlpReceiver start() {
        return new OtlpReceiver(0);
    }

    static OtlpReceiver startAt(int port) {
        return new OtlpReceiver(port);
    }

    int port() {
        return server.activeLocalPort();
    }

    /// An exporter to it, over gRPC.
    String exporter() {
        return "otlp: { endpoint: 'http://127.0.0.1:%d' }".formatted(port());
    }

    List<Point> byGrpc() {
        return points(byGrpc);
    }

    List<Point> byHttp() {
        return points(byHttp);
    }

    /// The events it got over gRPC.
    Events events() {
        return events(logsByGrpc);
    }

    Events eventsByHttp() {
        return events(logsByHttp);
    }

    private static Events events(List<ResourceLogs> received) {
        var events = new ArrayList<Event>();
        for (var resource : received) {
            var of = Point.attributes(resource.getResource().getAttributesList());
            for (var scope : resource.getScopeLogsList()) {
                for (var log : scope.getLogRecordsList()) {
                    var attributes = log.getAttributesList().stream()
                            .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
                    events.add(new Event(log, of, attributes));
                }
            }
        }
        return new Events(events);
    }

    /// All that it ever got, as text.
    String everything() {
        return byGrpc + "\n" + byHttp + "\n" + logsByGrpc + "\n" + logsByHttp;
    }

    /// What `postgresql.up` was in each slot of a target, in order.
    List<Double> ups(String target) {
        return byGrpc().stream()
                .filter(point -> point.metric().getName().equals("postgresql.up")
                        && point.target().equals(target))
                .map(Point::value)
                .toList();
    }

    private static List<Point> points(List<ResourceMetrics> received) {
        var points = new ArrayList<Point>();
        for (var resource : received) {
            for (var scope : resource.getScopeMetricsList()) {
                for (var metric : scope.getMetricsList()) {
                    var of = metric.hasGauge()
                            ? metric.getGauge().getDataPointsList()
                            : metric.getSum().getDataPointsList();
                    of.forEach(point -> points.add(new Point(resource, metric, point)));
                }
            }
        }
        return points;
    }

    @Override
    public void close() {
        server.stop().join();
    }
}
