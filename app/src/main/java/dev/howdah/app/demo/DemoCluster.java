package dev.howdah.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// What the demo watches: a primary with a shop that is busy, and a replica of it, to which the role
/// `howdah` may ask what a monitoring role may, as in a user's own house.
public final class DemoCluster implements AutoCloseable {
    /// The role that monitors, a member of `pg_monitor`.
    public static final String ROLE = "howdah";

    private final PostgresServer primary;
    private final PostgresServer replica;
    private final Workload workload;
    private final String password;

    private DemoCluster(PostgresServer primary, PostgresServer replica, Workload workload, String password) {
        this.primary = primary;
        this.replica = replica;
        this.workload = workload;
        this.password = password;
    }

    /// Starts servers and workload; returns when there is something to see.
    ///
    /// @param major of PostgreSQL
    /// @param progress is told in a few words what is being done
    public static DemoCluster start(int major, Consumer<String> progress) {
        var password = randomPassword();
        var shopPassword = randomPassword();
        progress.accept("starting PostgreSQL %d".formatted(major));
        var primary = PostgresServer.setup(major)
                .password(randomPassword())
                .setting("shared_preload_libraries", "pg_stat_statements")
                .setting("track_io_timing", "on")
                .setting("track_functions", "all")
                // so that vacuum and checkpoints are seen within minutes, and little disk is taken
                .setting("autovacuum_naptime", "5s")
                .setting("checkpoint_timeout", "1min")
                .setting("max_wal_size", "128MB")
                .start();
        var complete = false;
        try {
            primary.execute(
                    "create extension pg_stat_statements",
                    "create role %s login password '%s' in role pg_monitor".formatted(ROLE, password),
                    "create role shop login password '%s'".formatted(shopPassword),
                    "create database shop owner shop");
            progress.accept("adding a replica and a shop");
            Executor threads = task -> Thread.ofVirtual().name("demo").start(task);
            var shop = CompletableFuture.runAsync(() -> openShop(primary, shopPassword), threads);
            var replica = primary.startStandby("replica");
            shop.join();
            replica.awaitReplayOf(primary);
            var workload = Workload.start(primary, replica, shopPassword);
            complete = true;
            return new DemoCluster(primary, replica, workload, password);
        } catch (CompletionException e) {
            throw new ServerException("demo: the shop cannot be opened (%s)".formatted(e.getCause()), e);
        } finally {
            if (!complete) {
                primary.close();
            }
        }
    }

    private static void openShop(PostgresServer primary, String shopPassword) {
        primary.executeIn("shop", "create extension pg_stat_statements");
        primary.executeAs("shop", "shop", shopPassword, shopSql());
    }

    private static String shopSql() {
        try (var in = DemoCluster.class.getResourceAsStream("shop.sql")) {
            if (in == null) {
                throw new IllegalStateException("shop.sql: not in the jar — build with ./mvnw");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String randomPassword() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// The address of the primary for [#ROLE], in libpq's form and without the password.
    public String primaryUrl() {
        return primary.url(ROLE, "postgres");
    }

    /// The address of the replica for [#ROLE], in libpq's form and without the password.
    public String replicaUrl() {
        return replica.url(ROLE, "postgres");
    }

    /// The password of [#ROLE], made anew for each start.
    public String password() {
        return password;
    }

    public PostgresServer primary() {
        return primary;
    }

    public PostgresServer replica() {
        return replica;
    }

    /// Ends workload and servers and leaves nothing.
    @Override
    public void close() {
        workload.close();
        primary.close(); // and with it the replica
    }
}
