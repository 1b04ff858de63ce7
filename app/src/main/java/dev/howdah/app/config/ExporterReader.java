package dev.howdah.app.config;

import dev.howdah.app.config.Configuration.NamingChoice;
import dev.howdah.app.config.Configuration.PrometheusSettings;
import dev.howdah.catalog.yaml.YamlMap;
import dev.howdah.pipeline.http.ListenAddress;
import dev.howdah.pipeline.otlp.OtlpSettings;
import dev.howdah.pipeline.otlp.OtlpSettings.Protocol;
import dev.howdah.pipeline.otlp.OtlpSettings.RetryOnFailure;
import dev.howdah.pipeline.otlp.OtlpSettings.SendingQueue;
import dev.howdah.pipeline.otlp.OtlpSettings.Tls;
import dev.howdah.security.SecretReference;
import dev.howdah.security.SecretUnavailableException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads the exporters. As in the OpenTelemetry Collector, several of a kind are told apart by `/name`:
/// `otlp/backup`.
final class ExporterReader {
    private final Function<String, @Nullable String> environment;

    ExporterReader(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /// The exporters of a file.
    record Exporters(Optional<PrometheusSettings> prometheus, List<OtlpSettings> otlp) {}

    Exporters read(YamlMap file) {
        Optional<PrometheusSettings> prometheus = Optional.empty();
        var otlp = new ArrayList<OtlpSettings>();
        try (var map = file.map("exporters")) {
            if (map.keys().isEmpty() || map.keys().contains("prometheus")) {
                try (var settings = map.map("prometheus")) {
                    prometheus = Optional.of(new PrometheusSettings(
                            listen(settings, PrometheusSettings.DEFAULT_LISTEN),
                            settings.bool("timestamps", false),
                            settings.oneOf("naming", NamingChoice.class, NamingChoice.OPENTELEMETRY)));
                }
            }
            // asked for even when absent, so that a mistyped name is answered with the right one
            map.has("prometheus");
            map.has("otlp");
            map.has("otlphttp");
            for (String name : map.keys()) {
                if (isOneOf(name, "otlp")) {
                    otlp(name, Protocol.GRPC, map).ifPresent(otlp::add);
                } else if (isOneOf(name, "otlphttp")) {
                    otlp(name, Protocol.HTTP, map).ifPresent(otlp::add);
                }
            }
        }
        return new Exporters(prometheus, otlp);
    }

    private static boolean isOneOf(String name, String kind) {
        return name.equals(kind) || (name.startsWith(kind + "/") && name.length() > kind.length() + 1);
    }

    static ListenAddress listen(YamlMap map, String absent) {
        try {
            return ListenAddress.parse(map.string("listen", absent));
        } catch (IllegalArgumentException e) {
            map.problem("listen", String.valueOf(e.getMessage()));
            return ListenAddress.parse(absent);
        }
    }

    private Optional<OtlpSettings> otlp(String name, Protocol protocol, YamlMap exporters) {
        try (var map = exporters.map(name)) {
            String endpoint = map.string("endpoint");
            var defaults = OtlpSettings.of(name, URI.create("http://localhost"), protocol);
            var compression = map.oneOf("compression", OtlpSettings.Compression.class, defaults.compression());
            var timeout = map.duration("timeout", defaults.timeout());
            var headers = headers(map);
            var tls = tls(map);
            var queue = queue(map);
            var retry = retry(map);
            if (endpoint.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    new OtlpSettings(name, uri(endpoint), protocol, headers, compression, timeout, tls, queue, retry));
        } catch (IllegalArgumentException e) {
            exporters.problem(name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// As in the Collector, a bare `host:port` is taken for gRPC with TLS.
    private static URI uri(String endpoint) {
        return URI.create(endpoint.contains("://") ? endpoint : "https://" + endpoint);
    }

    private Map<String, Supplier<String>> headers(YamlMap map) {
        var headers = new LinkedHashMap<String, Supplier<String>>();
        map.rawStrings("headers").forEach((header, text) -> {
            var reference = SecretReference.of(text, environment);
            try {
                reference.resolve();
            } catch (SecretUnavailableException e) {
                map.problem("headers", String.valueOf(e.getMessage()));
            }
            headers.put(header, new HeaderValue(reference));
        });
        return headers;
    }

    /// A header's value, resolved for each request. Equal when the reference is, so that a reload can be compared.
    private record HeaderValue(SecretReference reference) implements Supplier<String> {
        @Override
        public String get() {
            try {
                return reference.resolve().reveal();
            } catch (SecretUnavailableException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
    }

    private static Tls tls(YamlMap exporter) {
        try (var map = exporter.map("tls")) {
            return new Tls(
                    file(map, "ca_file"),
                    file(map, "cert_file"),
                    file(map, "key_file"),
                    map.bool("insecure_skip_verify", false));
        }
    }

    private static @Nullable Path file(YamlMap map, String key) {
        String text = map.optionalString(key);
        if (text == null) {
            return null;
        }
        var path = Path.of(text);
        if (!Files.isReadable(path)) {
            map.problem(key, "%s: no such file, or not readable — correct the path".formatted(text));
        }
        return path;
    }

    private static SendingQueue queue(YamlMap exporter) {
        var defaults = SendingQueue.DEFAULTS;
        try (var map = exporter.map("sending_queue")) {
            return new SendingQueue(
                    map.integer("queue_size", defaults.queueSize(), 1, 1_000_000),
                    map.integer("num_consumers", defaults.numConsumers(), 1, 1000),
                    map.integer("max_metrics_per_batch", defaults.maxMetricsPerBatch(), 1, 1_000_000));
        }
    }

    private static RetryOnFailure retry(YamlMap exporter) {
        var defaults = RetryOnFailure.DEFAULTS;
        try (var map = exporter.map("retry_on_failure")) {
            return new RetryOnFailure(
                    map.bool("enabled", defaults.enabled()),
                    map.duration("initial_interval", defaults.initialInterval()),
                    map.duration("max_interval", defaults.maxInterval()),
                    map.duration("max_elapsed_time", defaults.maxElapsedTime()),
                    defaults.randomizationFactor(),
                    defaults.multiplier());
        }
    }
}
