package dev.howdah.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL server of our own on a free port of 127.0.0.1, with its data in a temporary folder. It ends with
/// [#close], at the latest with the JVM, and leaves neither process nor folder. Methods may be called from any thread.
///
/// {@snippet :
/// try (var primary = PostgresServer.setup(18).setting("shared_preload_libraries", "pg_stat_statements").start()) {
///     var standby = primary.startStandby("replica");
///     primary.execute("create table t (i int)");
/// }
/// }
public final class PostgresServer implements AutoCloseable {
    /// The superuser of every server.
    public static final String SUPERUSER = "postgres";

    private static final Duration INITDB_LIMIT = Duration.ofMinutes(2);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int PORTS_TRIED = 5;

    private final ServerUser user;
    private final ServerFolder folder;
    private final Path programs;
    private final int major;
    private final @Nullable String password;
    private final List<PostgresServer> standbys = new ArrayList<>();
    private final Thread atExit = new Thread(this::closeOnce, "postgres-at-exit");
    private int port;
    private @Nullable ServerProcess process;
    private boolean closed;

    private PostgresServer(ServerUser user, ServerFolder folder, Path programs, int major, @Nullable String password) {
        this.user = user;
        this.folder = folder;
        this.programs = programs;
        this.major = major;
        this.password = password;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /// Begins to describe a server of that major version.
    ///
    /// @throws ServerException when there are no programs of that major
    public static ServerSetup setup(int major) {
        return new ServerSetup(PostgresBinaries.of(major));
    }

    /// Begins to describe a server of another release than the build's, `14.1.0`; it is fetched when first used.
    ///
    /// @param version as the artifacts on Maven Central have it
    public static ServerSetup setup(int major, String version) {
        return new ServerSetup(PostgresBinaries.of(major, version));
    }

    static PostgresServer create(ServerSetup setup) {
        LeftFolders.ofThisMachine().remove();
        var user = ServerUser.find();
        var folder = ServerFolder.create();
        Path programs;
        try {
            programs = setup.binaries.provide(user, folder.path());
        } catch (RuntimeException e) {
            folder.delete();
            throw e;
        }
        var server = new PostgresServer(user, folder, programs, setup.binaries.major(), setup.password);
        return server.orClosed(() -> {
            server.initialise(setup);
            server.startAnywhere();
        });
    }

    @FunctionalInterface
    private interface Preparation {
        void run() throws IOException, SQLException;
    }

    private PostgresServer orClosed(Preparation preparation) {
        var ready = false;
        try {
            preparation.run();
            ready = true;
            return this;
        } catch (IOException | SQLException e) {
            throw new ServerException("PostgreSQL %d: cannot be set up (%s)".formatted(major, e.getMessage()), e);
        } finally {
            if (!ready) {
                close();
            }
        }
    }

    private synchronized void initialise(ServerSetup setup) throws IOException {
        folder.createData();
        var words = new ArrayList<>(List.of(
                program("initdb"), "-D", folder.data().toString(), "-U", SUPERUSER, "-E", "UTF8", "--locale=C", "-N"));
        words.add(password == null ? "--auth=trust" : "--auth=scram-sha-256");
        var passwordFile = folder.path().resolve("password");
        if (password != null) {
            Files.writeString(passwordFile, password);
            words.add("--pwfile=" + passwordFile);
        }
        words.addAll(setup.initdb);
        user.give(folder.path());
        if (Command.run(command(user.command(words)), INITDB_LIMIT) != 0) {
            throw new ServerException("PostgreSQL %d: initdb failed — %s".formatted(major, LastLines.of(folder.log())));
        }
        Files.deleteIfExists(passwordFile);
        var settings = new LinkedHashMap<>(Map.of(
                "listen_addresses",
                "127.0.0.1",
                "unix_socket_directories",
                "",
                "fsync",
                "off",
                "shared_buffers",
                "32MB"));
        settings.putAll(setup.settings);
        folder.configure(settings);
        folder.allow(setup.hba);
    }

    private String program(String name) {
        return programs.resolve("bin").resolve(name).toString();
    }

    private ProcessBuilder command(List<String> words) {
        return Command.of(words)
                .directory(folder.path().toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
    }

    private synchronized void startAnywhere() throws IOException {
        for (var tries = 1; true; tries++) {
            port = FreePort.any();
            try {
                start();
                return;
            } catch (ServerException e) {
                if (tries == PORTS_TRIED || !FreePort.isTaken(port)) {
                    throw e;
                } // else somebody took the port between our asking and PostgreSQL's
            }
        }
    }

    /// Starts again after [#stop], on the same port; returns when the server accepts connections.
    public synchronized void start() {
        if (closed || (process != null && process.isAlive())) {
            throw new IllegalStateException("PostgreSQL at port %d: %s".formatted(port, closed ? "closed" : "runs"));
        }
        try {
            user.give(folder.path());
        } catch (IOException e) {
            throw new ServerException("%s: cannot be given away (%s)".formatted(folder.path(), e), e);
        }
        var words = List.of(program("postgres"), "-D", folder.data().toString(), "-p", Integer.toString(port));
        var started = ServerProcess.start(command(user.leashedCommand(words)));
        process = started;
        var decided =
                Await.until(LIMIT, () -> !started.isAlive() || folder.status().equals("ready"));
        if (!decided || !started.isAlive()) {
            stop();
            throw new ServerException(
                    "PostgreSQL %d: does not start — %s".formatted(major, LastLines.of(folder.log())));
        }
    }

    /// Ends all sessions and the server, in order; its data stays for [#start].
    public synchronized void stop() {
        if (process != null) {
            process.stop();
            process = null;
        }
    }

    /// [#stop] and [#start].
    public synchronized void restart() {
        stop();
        start();
    }

    /// Makes a standby of this server, which may itself be one; returns when it streams. It ends with this server's
    /// [#close], or earlier with its own.
    ///
    /// @param name of its replication slot, and its `application_name`; lower-case letters, digits and underscores
    public synchronized PostgresServer startStandby(String name) {
        var standby = new PostgresServer(user, ServerFolder.create(), programs, major, password);
        standbys.add(standby);
        return standby.orClosed(() -> {
            try (var connection = connect("postgres")) {
                try (var slot = connection.prepareStatement("select pg_create_physical_replication_slot(?, true)")) {
                    slot.setString(1, name);
                    slot.execute();
                }
                standby.folder.createData();
                new BaseBackup(major).copy(connection, folder.data(), standby.folder.data());
            }
            standby.folder.follow(major, connections(), name);
            standby.startAnywhere();
            var streams = "select 1 from pg_stat_wal_receiver where status = 'streaming'";
            if (!Await.until(LIMIT, () -> standby.query(streams) != null)) {
                throw new ServerException("PostgreSQL %d: standby %s does not stream — %s"
                        .formatted(major, name, LastLines.of(standby.folder.log())));
            }
        });
    }

    /// Makes this standby a primary; returns when it accepts writes.
    public synchronized void promote() {
        try {
            Files.writeString(folder.data().resolve("promote"), "");
            user.give(folder.path());
        } catch (IOException e) {
            throw new ServerException("PostgreSQL at port %d: cannot be promoted (%s)".formatted(port, e), e);
        }
        running().signal(Signal.USR1);
        if (!Await.until(LIMIT, () -> "f".equals(query("select pg_is_in_recovery()")))) {
            throw new ServerException(
                    "PostgreSQL at port %d: is not promoted — %s".formatted(port, LastLines.of(folder.log())));
        }
    }

    /// Waits until this standby shows what that primary has committed so far.
    public void awaitReplayOf(PostgresServer primary) {
        var written = primary.query("select pg_current_wal_lsn()");
        var replayed = "select pg_last_wal_replay_lsn() >= '%s'".formatted(written);
        if (!Await.until(LIMIT, () -> "t".equals(query(replayed)))) {
            throw new ServerException("PostgreSQL at port %d: has not replayed %s".formatted(port(), written));
        }
    }

    /// Freezes all processes of the server: connections stay open, and nobody answers.
    public synchronized void pause() {
        running().signalAll(Signal.STOP);
    }

    /// Ends [#pause].
    public synchronized void resume() {
        running().signalAll(Signal.CONT);
    }

    private ServerProcess running() {
        if (process == null) {
            throw new IllegalStateException("PostgreSQL at port %d: stopped — start it first".formatted(port));
        }
        return process;
    }

    public synchronized int port() {
        return port;
    }

    /// The postmaster's process.
    public synchronized long pid() {
        return running().pid();
    }

    /// Where the server keeps its data.
    public Path dataFolder() {
        return folder.data();
    }

    /// What the server has logged so far.
    public Path log() {
        return folder.log();
    }

    /// The superuser's address of the server, in libpq's form and without the password.
    public String url() {
        return url(SUPERUSER, "postgres");
    }

    /// A role's address of a database, in libpq's form and without the password.
    public String url(String role, String database) {
        return "postgresql://%s@127.0.0.1:%d/%s".formatted(role, port(), database);
    }

    /// A session of the superuser.
    public Connection connect(String database) throws SQLException {
        return connections().open(database);
    }

    /// A session of any role.
    public Connection connect(String database, String role, @Nullable String rolePassword) throws SQLException {
        return connections().open(database, role, rolePassword);
    }

    /// Runs statements as the superuser in the database `postgres`, each in a transaction of its own.
    public void execute(String... statements) {
        connections().execute("postgres", statements);
    }

    /// Runs statements as the superuser in a database, each in a transaction of its own.
    public void executeIn(String database, String... statements) {
        connections().execute(database, statements);
    }

    /// Runs statements as any role in a database, each in a transaction of its own.
    public void executeAs(String database, String role, @Nullable String rolePassword, String... statements) {
        connections().executeAs(database, role, rolePassword, statements);
    }

    /// Asks as the superuser in the database `postgres`.
    ///
    /// @return the first column of the first row; null when there is no row, or null in it
    public @Nullable String query(String sql) {
        return connections().query("postgres", sql);
    }

    private ServerConnections connections() {
        return new ServerConnections(port(), password);
    }

    /// Ends the server and its standbys and removes all they had.
    @Override
    public void close() {
        closeOnce();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // the JVM is about to end, and the hook runs or has run
        }
    }

    private synchronized void closeOnce() {
        if (!closed) {
            closed = true;
            standbys.reversed().forEach(PostgresServer::close);
            stop();
            folder.delete();
        }
    }
}
