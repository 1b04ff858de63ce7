package dev.howdah.collector.patroni;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Makes a client trust the authorities of a PEM file.
final class CaFile {
    private CaFile() {}

    /// A file that holds no certificates.
    static final class UnusableException extends RuntimeException {
        UnusableException(Path file, Exception cause) {
            super(
                    "%s: holds no certificates that can be read (%s) — expected PEM"
                            .formatted(file, cause.getMessage()),
                    cause);
        }
    }

    /// @param file null for the JDK's authorities
    static HttpClient.Builder apply(HttpClient.Builder builder, @Nullable Path file) {
        if (file == null) {
            return builder;
        }
        try (InputStream pem = Files.newInputStream(file)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return builder.sslContext(context);
        } catch (IOException | GeneralSecurityException e) {
            throw new UnusableException(file, e);
        }
    }
}
