package dev.howdah.pipeline.otlp;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.common.TlsKeyPair;
import dev.howdah.pipeline.armeria.PromptEventLoops;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Makes the connections of one exporter.
final class Connections {
    /// Longer than any usual interval, so that one connection lasts from slot to slot.
    private static final Duration IDLE = Duration.ofMinutes(5);

    private Connections() {}

    /// A factory with one event loop, which stops at once when the factory is closed.
    static ClientFactory open(OtlpSettings settings) {
        var tls = settings.tls();
        check(settings, "ca_file", tls.caFile());
        check(settings, "cert_file", tls.certFile());
        check(settings, "key_file", tls.keyFile());
        var loops = new PromptEventLoops("otlp-" + settings.name() + "-io", 1);
        var factory = ClientFactory.builder()
                .workerGroup(loops, true)
                // The system's way to find addresses: /etc/hosts, search domains and all. It may hold up the event
                // loop,
                // which serves this exporter alone.
                .addressResolverGroupFactory(_ -> DefaultAddressResolverGroup.INSTANCE)
                .connectTimeout(settings.timeout())
                .idleTimeout(IDLE);
        try {
            addKeys(factory, tls);
            return factory.build();
        } catch (IllegalArgumentException | IllegalStateException e) {
            var _ = loops.shutdownGracefully();
            if (tls.caFile() == null && tls.certFile() == null) {
                throw e;
            }
            throw new IllegalArgumentException(
                    "%s: tls files cannot be used — check that ca_file, cert_file and key_file are PEM and belong together"
                            .formatted(settings.name()),
                    e);
        }
    }

    private static void addKeys(ClientFactoryBuilder factory, OtlpSettings.Tls tls) {
        if (tls.insecureSkipVerify()) {
            factory.tlsNoVerify();
        }
        if (tls.certFile() != null && tls.keyFile() != null) {
            factory.tls(TlsKeyPair.of(tls.keyFile().toFile(), tls.certFile().toFile()));
        }
        if (tls.caFile() != null) {
            var authorities = tls.caFile().toFile();
            factory.tlsCustomizer(context -> context.trustManager(authorities));
        }
    }

    private static void check(OtlpSettings settings, String key, @Nullable Path file) {
        if (file != null && !Files.isReadable(file)) {
            throw new IllegalArgumentException("%s: tls.%s %s cannot be read — check the path and its permissions"
                    .formatted(settings.name(), key, file));
        }
    }

    /// What went wrong below the protocol, in few words.
    static String reason(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
