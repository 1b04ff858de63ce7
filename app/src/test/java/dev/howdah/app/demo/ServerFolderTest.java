package dev.howdah.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerFolderTest {
    @TempDir
    Path path;

    private ServerFolder folder;

    @BeforeEach
    void createFolder() throws IOException {
        folder = new ServerFolder(path, null);
        folder.createData();
    }

    @Test
    void nobodyElseMayLookIntoTheData() throws IOException {
        assertThat(Files.getPosixFilePermissions(folder.data()).toString()).doesNotContain("GROUP", "OTHERS");
    }

    @Test
    void quotesSettings() throws IOException {
        folder.configure(Map.of("search_path", "it's \\ here"));
        assertThat(folder.data().resolve("postgresql.conf")).hasContent("search_path = 'it''s \\\\ here'");
    }

    @Test
    void aStandbyOfEachMajorFindsItsPrimary() throws IOException {
        folder.follow(18, new ServerConnections(4711, "o'clock"), "copy");
        assertThat(folder.data().resolve("standby.signal")).isEmptyFile();
        assertThat(folder.data().resolve("postgresql.conf"))
                .hasContent("primary_conninfo = 'host=127.0.0.1 port=4711 user=postgres application_name=copy"
                        + " password=''o\\\\''clock'''\nprimary_slot_name = 'copy'");
        folder.follow(11, new ServerConnections(4711, null), "copy");
        assertThat(folder.data().resolve("recovery.conf"))
                .hasContent("primary_conninfo = 'host=127.0.0.1 port=4711 user=postgres application_name=copy'\n"
                        + "primary_slot_name = 'copy'\nstandby_mode = 'on'\nrecovery_target_timeline = 'latest'");
    }

    @Test
    void linesAddedToTheRulesOfAccessComeFirst() throws IOException {
        Files.writeString(folder.data().resolve("pg_hba.conf"), "usual\n");
        folder.allow(List.of("first", "second"));
        assertThat(folder.data().resolve("pg_hba.conf")).hasContent("first\nsecond\nusual");
    }

    @Test
    void readsTheStatusThatTheServerWrites() throws IOException {
        assertThat(folder.status()).isEmpty();
        Files.writeString(folder.data().resolve("postmaster.pid"), "1\ndata\n2\n3\n\n127.0.0.1\n4 5\nready   \n");
        assertThat(folder.status()).isEqualTo("ready");
    }
}
