package dev.howdah.it.service;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.DebianPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/// A real pgBouncer, Debian's, before a server: database `postgres` in transaction pooling with one server connection,
/// `sessions` in session pooling.
final class PgBouncer implements AutoCloseable {
    private final Path folder;
    private final int port;
    private DebianServer server;

    private PgBouncer(Path folder, int port, DebianServer server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    static PgBouncer start(PostgresServer behind) throws Exception {
        var folder = DebianServer.folder();
        int port = DebianServer.freePort();
        Files.writeString(folder.resolve("users"), """
                "admin" "admin-word"
                "stats" "stats-word"
                "watcher" "watch-me"
                """);
        Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                postgres = host=127.0.0.1 port=%1$d pool_size=1
                sessions = host=127.0.0.1 port=%1$d dbname=postgres pool_mode=session
                lost = host=127.0.0.1 port=1
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %2$d
                unix_socket_dir =
                auth_type = md5
                auth_file = users
                admin_users = admin
                stats_users = stats
                pool_mode = transaction
                max_client_conn = 77
                logfile =
                pidfile =
                """.formatted(behind.port(), port));
        var server = run(folder);
        var pooler = new PgBouncer(folder, port, server);
        pooler.awaitReady();
        return pooler;
    }

    private static DebianServer run(Path folder) throws Exception {
        var tree = DebianPackages.tree("pgbouncer", "pgbouncer", "libevent-2.1-7", "libc-ares2", "libssl3");
        return DebianServer.start(tree, folder, Map.of(), "usr/sbin/pgbouncer", "pgbouncer.ini");
    }

    private void awaitReady() throws Exception {
        server.await("pgbouncer", () -> {
            console("SHOW VERSION");
            return true;
        });
    }

    int port() {
        return port;
    }

    String url(String user, String database) {
        return "postgresql://%s@127.0.0.1:%d/%s".formatted(user, port, database);
    }

    /// A client of the pooler.
    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s?prepareThreshold=0".formatted(port, database),
                "watcher",
                "watch-me");
    }

    /// Runs a command on the admin console.
    void console(String command) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:%d/pgbouncer?preferQueryMode=simple".formatted(port),
                        properties());
                var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private static Properties properties() {
        var properties = new Properties();
        properties.putAll(Map.of(
                "user", "admin", "password", "admin-word", "replication", "true", "assumeMinServerVersion", "9.3"));
        return properties;
    }

    void stop() {
        server.close();
    }

    void startAgain() throws Exception {
        server = run(folder);
        awaitReady();
    }

    @Override
    public void close() throws IOException {
        server.close();
        DebianServer.delete(folder);
    }
}
