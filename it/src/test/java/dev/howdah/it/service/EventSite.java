package dev.howdah.it.service;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/// A server of one major with a database `shop`, and Howdah, which sends its events over both protocols.
final class EventSite implements AutoCloseable {
    /// Statements that were executed before Howdah's first look.
    static final int BEFORE = 5;

    private final int major;
    private final PostgresServer server;
    private final OtlpReceiver receiver;
    private final Service howdah;

    private EventSite(int major, PostgresServer server, OtlpReceiver receiver, Service howdah) {
        this.major = major;
        this.server = server;
        this.receiver = receiver;
        this.howdah = howdah;
    }

    static EventSite start(int major) {
        var server = PostgresServer.setup(major)
                .setting("shared_preload_libraries", "pg_stat_statements")
                .setting("pg_stat_statements.max", "100")
                .setting("pg_stat_statements.track", "all")
                .start();
        var receiver = OtlpReceiver.start();
        try {
            prepare(server);
            var folder = Files.createTempDirectory(Path.of("target"), "events");
            var howdah = Service.startWith(folder, configuration(server, receiver));
            var site = new EventSite(major, server, receiver, howdah);
            site.awaitLooks(1);
            return site;
        } catch (Exception e) {
            receiver.close();
            server.close();
            throw new IllegalStateException(e);
        }
    }

    private static void prepare(PostgresServer server) throws SQLException {
        server.execute(
                "CREATE DATABASE shop",
                "CREATE ROLE watcher LOGIN",
                "CREATE ROLE bare LOGIN",
                "GRANT pg_monitor TO watcher");
        server.executeIn(
                "shop",
                "CREATE EXTENSION pg_stat_statements",
                "CREATE TABLE counted (i int)",
                "CREATE TABLE forgotten (i int)",
                "CREATE TABLE evicted (i int)",
                "CREATE TABLE nested (i int)",
                "CREATE TABLE planned (i int, name text)",
                "CREATE TABLE chain1 (i int)",
                "CREATE TABLE chain2 (i int)",
                "GRANT SELECT ON planned TO watcher",
                "CREATE FUNCTION nest() RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM count(*) FROM nested WHERE i > 3; END'");
        try (var connection = server.connect("shop")) {
            execute(connection, "SELECT count(*) FROM counted WHERE i > 1", BEFORE);
        }
    }

    private static String configuration(PostgresServer server, OtlpReceiver receiver) {
        return Service.configuration(
                """
                collection:
                  interval: 1h
                  events:
                    db.server.query_sample: { enabled: true }
                    db.server.top_query: { enabled: true }
                  query_sample_collection: { interval: 200ms }
                  top_query_collection: { collection_interval: 300ms, max_explain_each_interval: 20 }
                exporters:
                  otlp: { endpoint: "http://127.0.0.1:%1$d" }
                  otlphttp: { endpoint: "http://127.0.0.1:%1$d" }
                telemetry: { listen: "127.0.0.1:0" }
                """.formatted(receiver.port()),
                "  - { name: shop, url: '%s' }".formatted(server.url("watcher", "shop")),
                "  - { name: bare, url: '%s' }".formatted(server.url("bare", "shop")));
    }

    static void execute(Connection connection, String sql, int times) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (int i = 0; i < times; i++) {
                statement.execute(sql);
            }
        }
    }

    int major() {
        return major;
    }

    PostgresServer server() {
        return server;
    }

    OtlpReceiver receiver() {
        return receiver;
    }

    Service howdah() {
        return howdah;
    }

    Connection connect() throws SQLException {
        return server.connect("shop");
    }

    void execute(String sql, int times) throws SQLException {
        try (var connection = connect()) {
            execute(connection, sql, times);
        }
    }

    /// The first column of the first row, asked in the shop.
    String query(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /// The events about the shop that arrived.
    Events events() {
        return receiver.events().of("shop");
    }

    Events topQueries(String text) {
        return events().named("db.server.top_query").with("db.query.text", text);
    }

    Events samples() {
        return events().named("db.server.query_sample");
    }

    private double looks() throws Exception {
        return howdah.own()
                .value("howdah_events_collections", "target", "shop", "event", "db.server.top_query", "outcome", "ok")
                .orElse(0);
    }

    /// Waits until so many more looks for top queries have begun and ended.
    void awaitLooks(int looks) throws Exception {
        // the one under way may have begun before
        double until = looks() + looks + (looks > 1 ? 1 : 0);
        Await.until("%d more looks".formatted(looks), () -> looks() >= until);
    }

    @Override
    public void close() {
        howdah.close();
        receiver.close();
        server.close();
    }
}
