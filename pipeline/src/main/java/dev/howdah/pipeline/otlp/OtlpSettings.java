package dev.howdah.pipeline.otlp;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One OTLP exporter, in the words of the OpenTelemetry Collector.
///
/// @param name the exporter's name in logs and metrics: `otlp`, `otlp/backup`
/// @param endpoint `http://host:port` (plaintext) or `https://host:port`; over HTTP with `/v1/metrics` or
///     `/v1/logs` added to its path; where it ends with the former, that is taken off first
/// @param headers added to each request; asked for each time, so that a renewed secret is used
/// @param timeout of one request
public record OtlpSettings(
        String name,
        URI endpoint,
        Protocol protocol,
        Map<String, Supplier<String>> headers,
        Compression compression,
        Duration timeout,
        Tls tls,
        SendingQueue sendingQueue,
        RetryOnFailure retryOnFailure) {
    private static final String METRICS = "/v1/metrics";

    /// The wire protocol.
    public enum Protocol {
        GRPC,
        HTTP
    }

    /// How requests are compressed.
    public enum Compression {
        GZIP,
        NONE
    }

    /// Key material in PEM files; null means the JDK's trusted authorities, or no client certificate.
    public record Tls(
            @Nullable Path caFile,
            @Nullable Path certFile,
            @Nullable Path keyFile,
            boolean insecureSkipVerify) {
        public static final Tls DEFAULTS = new Tls(null, null, null, false);

        public Tls {
            if ((certFile == null) != (keyFile == null)) {
                throw new IllegalArgumentException(
                        "tls: one of cert_file and key_file is given, expected both or none — give the other one too");
            }
        }
    }

    /// The queue in front of the sender.
    ///
    /// @param queueSize how many requests may wait
    /// @param numConsumers how many are sent at a time; with more than 1 they may arrive out of order
    /// @param maxMetricsPerBatch points in one request; more are cut into several
    public record SendingQueue(int queueSize, int numConsumers, int maxMetricsPerBatch) {
        public static final SendingQueue DEFAULTS = new SendingQueue(1000, 1);

        public SendingQueue(int queueSize, int numConsumers) {
            this(queueSize, numConsumers, 10_000);
        }

        public SendingQueue {
            if (queueSize < 1 || numConsumers < 1) {
                throw new IllegalArgumentException(
                        "sending_queue: queue_size %d and num_consumers %d, expected at least 1 each — raise them"
                                .formatted(queueSize, numConsumers));
            }
        }
    }

    /// When and how long to try again.
    ///
    /// @param maxElapsedTime how long one request is tried in all; zero for ever
    public record RetryOnFailure(
            boolean enabled,
            Duration initialInterval,
            Duration maxInterval,
            Duration maxElapsedTime,
            double randomizationFactor,
            double multiplier) {
        public static final RetryOnFailure DEFAULTS = new RetryOnFailure(
                true, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(300), 0.5, 1.5);

        public RetryOnFailure {
            boolean intervals = initialInterval.isPositive() && maxInterval.compareTo(initialInterval) >= 0;
            if (!intervals || maxElapsedTime.isNegative()) {
                throw new IllegalArgumentException(
                        "retry_on_failure: intervals %s to %s for %s, expected 0 < initial_interval <= max_interval and max_elapsed_time >= 0 — correct them"
                                .formatted(initialInterval, maxInterval, maxElapsedTime));
            }
            if (!(randomizationFactor >= 0 && randomizationFactor <= 1 && multiplier >= 1)) {
                throw new IllegalArgumentException(
                        "retry_on_failure: randomization_factor %s and multiplier %s, expected 0 to 1 and at least 1 — correct them"
                                .formatted(randomizationFactor, multiplier));
            }
        }
    }

    public OtlpSettings {
        headers = Map.copyOf(headers);
        String scheme = endpoint.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "%s: endpoint is no http:// or https:// address with a host — write for example https://otel.internal:4317"
                            .formatted(name));
        }
        if (endpoint.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "%s: endpoint holds a user or password, expected none — put an authorization into headers"
                            .formatted(name));
        }
        for (String header : headers.keySet()) {
            if (!header.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
                throw new IllegalArgumentException(
                        "%s: header %s, expected letters, digits and hyphens — correct its name"
                                .formatted(name, header));
            }
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "%s: timeout %s, expected more than 0 — raise it".formatted(name, timeout));
        }
    }

    /// An exporter with the Collector's defaults: gzip, 5 s for one request.
    public static OtlpSettings of(String name, URI endpoint, Protocol protocol) {
        return new OtlpSettings(
                name,
                endpoint,
                protocol,
                Map.of(),
                Compression.GZIP,
                Duration.ofSeconds(5),
                Tls.DEFAULTS,
                SendingQueue.DEFAULTS,
                RetryOnFailure.DEFAULTS);
    }

    boolean isPlaintext() {
        return "http".equals(endpoint.getScheme());
    }

    /// The endpoint without path and query, for connections and for logs.
    String origin() {
        int port = endpoint.getPort();
        return endpoint.getScheme() + "://" + endpoint.getHost() + (port < 0 ? "" : ":" + port);
    }

    /// Where OTLP/HTTP posts metrics to.
    String metricsPath() {
        return basePath() + METRICS;
    }

    /// Where OTLP/HTTP posts logs to.
    String logsPath() {
        return basePath() + "/v1/logs";
    }

    private String basePath() {
        String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
        String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return base.endsWith(METRICS) ? base.substring(0, base.length() - METRICS.length()) : base;
    }
}
