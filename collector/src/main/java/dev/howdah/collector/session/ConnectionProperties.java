package dev.howdah.collector.session;

import dev.howdah.collector.target.PostgresUrl;
import dev.howdah.collector.target.Target;
import dev.howdah.security.SecretUnavailableException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;

/// What the driver needs to know for any connection to a target.
final class ConnectionProperties {
    private ConnectionProperties() {}

    /// User, password, time-outs, and what the URL says.
    static Properties of(Target target, Deadline deadline) throws SecretUnavailableException {
        var url = target.url();
        // whole seconds is what pgjdbc takes; zero would mean for ever
        long seconds = Math.max(1, Math.ceilDiv(deadline.remaining().toMillis(), 1000));
        var properties = new Properties();
        properties.setProperty("user", url.user());
        properties.setProperty("connectTimeout", Long.toString(seconds));
        properties.setProperty("socketTimeout", Long.toString(seconds));
        properties.setProperty("sslResponseTimeout", Long.toString(seconds * 1000));
        properties.setProperty("ApplicationName", "howdah");
        properties.setProperty("tcpKeepAlive", "true");
        url.jdbcParameters().forEach(properties::setProperty);
        if (target.password() != null) {
            properties.setProperty("password", target.password().resolve().reveal());
        } else if (url.password() != null) {
            properties.setProperty("password", url.password().reveal());
        }
        return properties;
    }

    static Connection connect(PostgresUrl url, String database, Properties properties) throws SQLException {
        String name = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
        var connection = new Driver().connect("jdbc:postgresql://%s/%s".formatted(url.address(), name), properties);
        if (connection == null) {
            throw new IllegalStateException("pgjdbc did not take its own URL");
        }
        return connection;
    }
}
