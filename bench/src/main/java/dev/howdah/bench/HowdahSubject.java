package dev.howdah.bench;

import dev.howdah.catalog.yaml.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Starts `./howdah run`, as users do, with one target and its defaults.
final class HowdahSubject {
    static final String TARGET = "bench";
    private static final String NAME = "howdah";

    private HowdahSubject() {}

    /// Options of the JVM that whoever runs the benchmark wants to try.
    static String javaOptions() {
        return System.getenv().getOrDefault("HOWDAH_JAVA_OPTS", "");
    }

    /// @param folder for its configuration, its log and what it leaves in the temporary folder
    /// @param moreJavaOptions beside those
    static Subject start(MeasuredServer server, Duration interval, Path folder, String moreJavaOptions)
            throws IOException {
        return start(
                server.url(),
                "collection: { interval: %s }".formatted(Durations.format(interval)),
                folder,
                moreJavaOptions);
    }

    /// @param collection the configuration's section of that name
    static Subject start(String url, String collection, Path folder, String moreJavaOptions) throws IOException {
        int metrics = Subject.freePort();
        int telemetry = Subject.freePort();
        var configuration = folder.resolve("howdah.yaml");
        Files.writeString(
                configuration, """
                targets:
                  - name: %s
                    url: %s
                %s
                exporters:
                  prometheus: { listen: "127.0.0.1:%d" }
                telemetry: { listen: "127.0.0.1:%d" }
                """.formatted(TARGET, url, collection.indent(0).strip(), metrics, telemetry));
        return Subject.start(
                NAME,
                List.of(Settings.home().resolve("howdah").toString(), "run", "--config", configuration.toString()),
                Map.of(
                        "HOWDAH_JAVA_OPTS",
                        String.join(" ", javaOptions(), moreJavaOptions, "-Djava.io.tmpdir=" + folder)),
                Subject.local(telemetry, "/ready"),
                Subject.local(metrics, "/metrics"),
                folder.resolve("howdah.log"));
    }
}
