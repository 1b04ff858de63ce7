package dev.howdah.pipeline.otlp;

import dev.howdah.pipeline.otlp.OtlpSettings.Compression;
import dev.howdah.pipeline.otlp.OtlpSettings.Protocol;
import dev.howdah.pipeline.otlp.OtlpSettings.RetryOnFailure;
import dev.howdah.pipeline.otlp.OtlpSettings.SendingQueue;
import dev.howdah.pipeline.otlp.OtlpSettings.Tls;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/// Settings for tests: retries without delay worth mentioning.
final class Settings {
    static final RetryOnFailure QUICK =
            new RetryOnFailure(true, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(60), 0.5, 1.5);

    private Settings() {}

    static OtlpSettings queue(int size) {
        return of(new SendingQueue(size, 1), QUICK);
    }

    static OtlpSettings of(SendingQueue queue, RetryOnFailure retry) {
        return new OtlpSettings(
                "otlp/test",
                URI.create("http://127.0.0.1:4317"),
                Protocol.GRPC,
                Map.of(),
                Compression.GZIP,
                Duration.ofSeconds(5),
                Tls.DEFAULTS,
                queue,
                retry);
    }

    static OtlpSettings server(
            Protocol protocol,
            String endpoint,
            Compression compression,
            Duration timeout,
            Map<String, Supplier<String>> headers) {
        return new OtlpSettings(
                "otlp/test",
                URI.create(endpoint),
                protocol,
                headers,
                compression,
                timeout,
                Tls.DEFAULTS,
                SendingQueue.DEFAULTS,
                QUICK);
    }
}
