package dev.howdah.collector.target;

import dev.howdah.catalog.yaml.Nearest;
import dev.howdah.security.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a server is, in libpq's form: `postgresql://user:password@host:port/database?sslmode=verify-full`.
///
/// @param host name or address, IPv6 without brackets
/// @param database the one that server-wide entries are asked in; as libpq does, the user's name when not given
/// @param password null when the URL has none
/// @param parameters libpq's names: `sslmode`, `sslrootcert`, …
public record PostgresUrl(
        String host,
        int port,
        String database,
        String user,
        @Nullable Secret password,
        Map<String, String> parameters) {
    private static final Pattern SHAPE = Pattern.compile(
            "postgres(?:ql)?://(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<host>\\[[0-9a-fA-F:.%]+]|[^:/?,@\\[\\]]*)(?::(?<port>\\d{1,5}))?(?:/(?<database>[^?]*))?(?:\\?(?<query>.*))?");

    private static final Pattern BAD_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");

    /// libpq's parameters that are understood, with pgjdbc's names for them.
    private static final Map<String, String> JDBC_NAMES = new TreeMap<>(Map.of(
            "sslmode", "sslmode",
            "sslrootcert", "sslrootcert",
            "sslcert", "sslcert",
            "sslkey", "sslkey",
            "sslpassword", "sslpassword",
            "channel_binding", "channelBinding",
            "connect_timeout", "connectTimeout",
            "application_name", "ApplicationName",
            "prepareThreshold", "prepareThreshold"));

    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    private static final List<String> CHANNEL_BINDINGS = List.of("disable", "prefer", "require");

    public PostgresUrl {
        parameters = Map.copyOf(parameters);
    }

    /// Reads a URL. The exception's message never repeats the URL, because it may hold a password.
    ///
    /// @throws IllegalArgumentException when it is no such URL, with what was expected
    public static PostgresUrl parse(String url) {
        var matcher = SHAPE.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "is no PostgreSQL URL, expected postgresql://USER@HOST:PORT/DATABASE with special characters percent-encoded and one host");
        }
        String host = decode(matcher.group("host"));
        int port = matcher.group("port") == null ? 5432 : Integer.parseInt(matcher.group("port"));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("has port %d, expected 1 to 65535".formatted(port));
        }
        String user = decode(matcher.group("user"));
        user = user.isEmpty() ? System.getProperty("user.name", "postgres") : user;
        String database = decode(matcher.group("database"));
        String password = matcher.group("password");
        return new PostgresUrl(
                host.isEmpty() ? "localhost" : host.replaceAll("[\\[\\]]", ""),
                port,
                database.isEmpty() ? user : database,
                user,
                password == null ? null : new Secret(decode(password)),
                parameters(matcher.group("query")));
    }

    private static Map<String, String> parameters(@Nullable String query) {
        var result = new TreeMap<String, String>();
        if (query == null || query.isEmpty()) {
            return result;
        }
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (!JDBC_NAMES.containsKey(name)) {
                throw new IllegalArgumentException("has unknown parameter '%s'%s"
                        .formatted(
                                name,
                                Nearest.to(name, JDBC_NAMES.keySet())
                                        .map(" — did you mean '%s'?"::formatted)
                                        .orElse(" — known are " + String.join(", ", JDBC_NAMES.keySet()))));
            }
            String value = equals < 0 ? "" : decode(part.substring(equals + 1));
            checkValue(name, value);
            result.put(name, value);
        }
        return result;
    }

    private static void checkValue(String name, String value) {
        switch (name) {
            case "sslmode" -> checkOneOf(name, value, SSL_MODES);
            case "channel_binding" -> checkOneOf(name, value, CHANNEL_BINDINGS);
            case "connect_timeout", "prepareThreshold" -> {
                if (!value.matches("\\d{1,6}")) {
                    throw new IllegalArgumentException("has %s=%s, expected a whole number".formatted(name, value));
                }
            }
            default -> {}
        }
    }

    private static void checkOneOf(String name, String value, List<String> known) {
        if (!known.contains(value)) {
            throw new IllegalArgumentException("has %s=%s, expected one of %s%s"
                    .formatted(
                            name,
                            value,
                            String.join(", ", known),
                            Nearest.to(value, known)
                                    .map(" — did you mean '%s'?"::formatted)
                                    .orElse("")));
        }
    }

    private static String decode(@Nullable String text) {
        if (text == null) {
            return "";
        }
        if (BAD_PERCENT.matcher(text).find()) {
            throw new IllegalArgumentException(
                    "has a % without two hexadecimal digits after it — write %25 for a percent sign");
        }
        // URLDecoder takes + for a blank, which it is not in this part of a URL
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /// The parameters under pgjdbc's names.
    public Map<String, String> jdbcParameters() {
        var result = new TreeMap<String, String>();
        parameters.forEach((name, value) -> result.put(JDBC_NAMES.getOrDefault(name, name), value));
        return result;
    }

    /// `host:port`, with brackets around IPv6.
    public String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /// Host, port and database; no user, no password, no parameters.
    @Override
    public String toString() {
        return address() + "/" + database;
    }
}
