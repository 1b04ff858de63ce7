package dev.howdah.pipeline.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Where an endpoint listens: `127.0.0.1:9187`, `[::1]:9187`, `:9187` for all interfaces; port 0 is any free
/// port.
///
/// @param host a name or address without brackets; empty for all interfaces
public record ListenAddress(String host, int port) {
    public ListenAddress {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "listen address: port %d, expected 0 to 65535 — give a free port".formatted(port));
        }
    }

    /// Reads `host:port`.
    public static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        boolean plain = host.indexOf(':') < 0 && host.indexOf('[') < 0 && host.indexOf(']') < 0;
        if (colon < 0 || !text.substring(colon + 1).matches("\\d{1,5}") || !(bracketed || plain)) {
            throw new IllegalArgumentException(
                    "listen address: %s, expected host:port — write for example 127.0.0.1:9187, [::1]:9187 or :9187"
                            .formatted(text));
        }
        return new ListenAddress(
                bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(text.substring(colon + 1)));
    }

    InetSocketAddress resolve() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    boolean isWildcard() {
        InetAddress address = resolve().getAddress();
        return address != null && address.isAnyLocalAddress();
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
