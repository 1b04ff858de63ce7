package dev.howdah.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesIT {
    private static final ServerUser MYSELF = new ServerUser(List.of(), false, List.of());

    @TempDir
    Path folder;

    @Test
    void fetchesWhatIsMissingAndUnpacksItForAllWhoAskAtOnce() throws IOException {
        var project = projectWithoutBuild();
        var scratch = Files.createDirectory(folder.resolve("scratch"));
        var first = CompletableFuture.supplyAsync(() -> new PostgresBinaries(12, project).provide(MYSELF, scratch));
        var second = CompletableFuture.supplyAsync(() -> new PostgresBinaries(12, project).provide(MYSELF, scratch));
        var programs = project.resolve("app/target/postgres")
                .resolve(BinariesVersions.ofBuild().version(12));
        assertThat(first.join()).isEqualTo(programs);
        assertThat(second.join()).isEqualTo(programs);
        assertThat(Command.succeeds(List.of(programs.resolve("bin/postgres").toString(), "--version")))
                .isTrue();
        assertThat(scratch).isEmptyDirectory();
        try (var left = Files.list(programs.resolveSibling(""))) {
            assertThat(left).hasSize(2); // the jar and the programs, nothing half-done
        }
    }

    @Test
    void unpacksIntoTheServersFolderWhenTheUserMayNotReadTheProjects() throws IOException {
        var shared = Path.of(System.getProperty("howdah.home"));
        var stranger = new ServerUser(List.of("false"), true, List.of());
        assertThat(new PostgresBinaries(18, shared.toAbsolutePath().normalize()).provide(stranger, folder))
                .startsWith(folder)
                .isDirectoryContaining("glob:**/bin");
    }

    @Test
    void saysAtOnceThatThereIsNoSuchMajor() {
        assertThatThrownBy(() -> PostgresServer.setup(9))
                .hasMessage("PostgreSQL 9: no programs of this major — choose one of 11 to 18");
    }

    // What Maven needs of the project to fetch something for it, and no build.
    private Path projectWithoutBuild() throws IOException {
        var real = Path.of(System.getProperty("howdah.home")).toRealPath();
        var project = folder.resolve("a project");
        try (var files = Files.walk(real, 3)) {
            var needed = files.map(real::relativize)
                    .filter(file -> file.startsWith(".mvn")
                            || file.equals(Path.of("mvnw"))
                            || (file.endsWith("pom.xml") && file.getNameCount() <= 2))
                    .filter(file -> Files.isRegularFile(real.resolve(file)))
                    .toList();
            for (var file : needed) {
                Files.createDirectories(project.resolve(file).resolveSibling(""));
                Files.copy(real.resolve(file), project.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return project;
    }
}
