package dev.howdah.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresServerIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    static Stream<Integer> majors() {
        return PostgresBinaries.majors().stream();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void everyMajorStartsIsFollowedByStandbysAndByAnHeir(int major) {
        Path folder;
        Set<ProcessHandle> processes;
        try (var primary = PostgresServer.setup(major)
                .password("s'ecret")
                .setting("shared_preload_libraries", "pg_stat_statements")
                .start()) {
            folder = primary.dataFolder();
            assertThat(primary.query("show server_version_num")).startsWith(Integer.toString(major));
            assertThat(primary.query("show listen_addresses")).isEqualTo("127.0.0.1");
            var standby = primary.startStandby("copy");
            var copyOfCopy = standby.startStandby("copy_of_copy");
            primary.execute("create extension pg_stat_statements", "create table seen (by int)");
            assertThat(primary.query("select application_name || ' ' || state from pg_stat_replication"))
                    .isEqualTo("copy streaming");
            assertThat(standby.query("select application_name || ' ' || state from pg_stat_replication"))
                    .isEqualTo("copy_of_copy streaming");
            copyOfCopy.awaitReplayOf(primary);
            assertThat(copyOfCopy.query("select to_regclass('seen')::text")).isEqualTo("seen");
            processes = processesOf(primary, standby, copyOfCopy);

            primary.stop();
            standby.promote();
            standby.execute("create table written (here int)");
            copyOfCopy.awaitReplayOf(standby);
            assertThat(copyOfCopy.query("select to_regclass('written')::text")).isEqualTo("written");
        }
        assertThat(folder.getParent()).doesNotExist();
        assertThat(processes).hasSizeGreaterThan(9).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aPausedServerKeepsConnectionsOpenAndAnswersWhenResumed() throws Exception {
        try (var server = PostgresServer.setup(18).start();
                var connection = server.connect("postgres");
                var statement = connection.createStatement()) {
            server.pause();
            var answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return statement.execute("select 1");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> answer.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            server.resume();
            assertThat(answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aPausedServerCanBeClosed() {
        var server = PostgresServer.setup(18).start();
        var processes = processesOf(server);
        server.pause();
        server.close();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(server.dataFolder().getParent()).doesNotExist();
    }

    @Test
    void keepsPortAndDataOverARestart() {
        try (var server = PostgresServer.setup(18).start()) {
            var port = server.port();
            server.execute("create table kept (i int)");
            server.restart();
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.url()).isEqualTo("postgresql://postgres@127.0.0.1:%d/postgres".formatted(port));
            assertThat(server.query("select to_regclass('kept')::text")).isEqualTo("kept");
        }
    }

    @Test
    void asksForThePasswordWhenThereIsOne() throws SQLException {
        try (var server = PostgresServer.setup(18).password("right").start()) {
            server.connect("postgres", PostgresServer.SUPERUSER, "right").close();
            assertThatThrownBy(() -> server.connect("postgres", PostgresServer.SUPERUSER, "wrong"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void takesArgumentsOfInitdbAndRulesOfAccess() {
        try (var server = PostgresServer.setup(18)
                .initdb("--wal-segsize=1")
                .hba("host all outcast 127.0.0.1/32 reject")
                .start()) {
            server.execute("create role outcast login");
            assertThat(server.query("show wal_segment_size")).isEqualTo("1MB");
            assertThatThrownBy(() -> server.connect("postgres", "outcast", null))
                    .hasMessageContaining("rejects");
        }
    }

    @Test
    void saysWhatTheServerSaidWhenItDoesNotStart() throws Exception {
        var before = serverFolders();
        var setup = PostgresServer.setup(18).setting("shared_buffers", "a lot");
        assertThatThrownBy(setup::start)
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("invalid value for parameter \"shared_buffers\"")
                .hasMessageNotContaining("\n");
        assertThat(serverFolders()).isSubsetOf(before);
    }

    private static Set<ProcessHandle> processesOf(PostgresServer... servers) {
        return Stream.of(servers)
                .flatMap(server -> {
                    var postmaster = ProcessHandle.of(server.pid()).orElseThrow();
                    return Stream.concat(Stream.of(postmaster), postmaster.descendants());
                })
                .collect(Collectors.toSet());
    }

    private static List<Path> serverFolders() throws Exception {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("howdah-postgres-"))
                    .toList();
        }
    }
}
