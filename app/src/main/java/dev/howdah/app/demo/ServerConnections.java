package dev.howdah.app.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The way to one server, for its superuser and for others.
record ServerConnections(int port, @Nullable String superuserPassword) {
    private static final String CONNECT_SECONDS = "10";

    Connection open(String database) throws SQLException {
        return open(database, PostgresServer.SUPERUSER, superuserPassword);
    }

    Connection open(String database, String role, @Nullable String password) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("ApplicationName", "howdah-" + role);
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        if (password != null) {
            properties.setProperty("password", password);
        }
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database), properties);
    }

    void execute(String database, String... statements) {
        executeAs(database, PostgresServer.SUPERUSER, superuserPassword, statements);
    }

    void executeAs(String database, String role, @Nullable String password, String... statements) {
        try (var connection = open(database, role, password);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new ServerException("PostgreSQL at port %d: %s".formatted(port, e.getMessage()), e);
        }
    }

    /// The first column of the first row.
    @Nullable
    String query(String database, String sql) {
        try (var connection = open(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new ServerException("PostgreSQL at port %d: %s".formatted(port, e.getMessage()), e);
        }
    }

    /// What a standby puts in its `primary_conninfo`.
    String conninfo(String applicationName) {
        var words = "host=127.0.0.1 port=%d user=%s application_name=%s"
                .formatted(port, PostgresServer.SUPERUSER, applicationName);
        return superuserPassword == null
                ? words
                : words
                        + " password='%s'"
                                .formatted(
                                        superuserPassword.replace("\\", "\\\\").replace("'", "\\'"));
    }
}
