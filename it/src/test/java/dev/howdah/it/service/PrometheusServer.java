package dev.howdah.it.service;

import dev.howdah.it.Await;
import dev.howdah.it.DebianPackages;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A real Prometheus server that scrapes one address each second. Debian's program is used where it is installed, and
/// fetched from Debian otherwise.
final class PrometheusServer implements AutoCloseable {
    private static final Pattern VALUE = Pattern.compile("\"metric\":\\{([^}]*)},\"value\":\\[[0-9.]+,\"([^\"]+)\"]");

    private final Process process;
    private final int port;

    private PrometheusServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// @param address `host:port` of the endpoint
    static PrometheusServer start(Path folder, String address) throws Exception {
        int port = OtlpReceiver.freePort();
        var configuration = Files.writeString(folder.resolve("prometheus.yml"), """
                global: { scrape_interval: 1s, scrape_timeout: 1s }
                scrape_configs:
                  - job_name: howdah
                    honor_labels: true
                    static_configs: [ { targets: ["%s"] } ]
                """.formatted(address));
        var log = folder.resolve("prometheus.log");
        var process = new ProcessBuilder(
                        DebianPackages.program("prometheus", "prometheus").toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
        var server = new PrometheusServer(process, port);
        Await.until("Prometheus is ready", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("Prometheus ended: " + Files.readString(log));
            }
            try {
                return Service.get("http://127.0.0.1:%d/-/ready".formatted(port))
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false; // it does not listen yet
            }
        });
        return server;
    }

    /// A series that an instant query found.
    record Found(Map<String, String> labels, double value) {}

    /// Asks an instant query.
    List<Found> query(String promql) throws Exception {
        var answer = Service.text("http://127.0.0.1:%d/api/v1/query?query=%s"
                .formatted(port, URLEncoder.encode(promql, StandardCharsets.UTF_8)));
        var matcher = VALUE.matcher(answer);
        return matcher.results()
                .map(result -> new Found(labels(result.group(1)), Double.parseDouble(result.group(2))))
                .toList();
    }

    private static Map<String, String> labels(String json) {
        return Pattern.compile("\"([^\"]+)\":\"([^\"]*)\"")
                .matcher(json)
                .results()
                .collect(Collectors.toMap(label -> label.group(1), label -> label.group(2)));
    }

    void awaitValue(String promql, double value) throws Exception {
        Await.until("%s is %s".formatted(promql, value), () -> {
            var found = query(promql);
            return found.size() == 1 && found.getFirst().value() == value;
        });
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
