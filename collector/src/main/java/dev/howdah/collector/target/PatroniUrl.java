package dev.howdah.collector.target;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a Patroni's REST API is.
///
/// @param secure whether it is asked over TLS
/// @param host name or address, IPv6 without brackets
/// @param caFile whose certificates are trusted, PEM; null for the JDK's authorities
public record PatroniUrl(
        boolean secure, String host, int port, @Nullable Path caFile) {
    private static final int DEFAULT_PORT = 8008;
    private static final Set<String> SCHEMES = Set.of("http", "https");

    /// Reads `http://host:8008` or `https://…`; a path, such as the one in Patroni's `api_url`, does not matter.
    ///
    /// @throws IllegalArgumentException when it is no such URL, with what was expected
    public static PatroniUrl parse(String url, @Nullable Path caFile) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw unexpected();
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme) || uri.getHost() == null || uri.getUserInfo() != null || uri.getPort() > 65535) {
            throw unexpected();
        }
        return new PatroniUrl(
                scheme.equals("https"),
                uri.getHost().replaceAll("[\\[\\]]", ""),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                caFile);
    }

    private static IllegalArgumentException unexpected() {
        return new IllegalArgumentException(
                "is no URL of a Patroni REST API, expected http://HOST:PORT or https://HOST:PORT");
    }

    /// The address of one of the API's pages.
    public URI page(String path) {
        String place = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("%s://%s:%d%s".formatted(secure ? "https" : "http", place, port, path));
    }
}
