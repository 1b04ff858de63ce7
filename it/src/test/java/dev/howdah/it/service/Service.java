package dev.howdah.it.service;

import dev.howdah.it.Await;
import dev.howdah.it.HowdahProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `./howdah run` with a configuration file of its own and the endpoints on free ports.
final class Service implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Pattern OWN = Pattern.compile("own metrics: (http://\\S+)/metrics");
    private static final Pattern PROMETHEUS = Pattern.compile("metrics of PostgreSQL: (http://\\S+)/metrics");

    /// Endpoints on free ports; the rest of a configuration is its targets.
    static final String LISTEN = """
            exporters: { prometheus: { listen: "127.0.0.1:0" } }
            telemetry: { listen: "127.0.0.1:0" }
            """;

    private final HowdahProcess process;
    private final Path file;
    private final String own;

    private Service(HowdahProcess process, Path file, String own) {
        this.process = process;
        this.file = file;
        this.own = own;
    }

    /// Starts it with these targets.
    ///
    /// @param targets lines of the list of targets, see [#target]
    static Service start(Path folder, String... targets) throws Exception {
        return startWith(folder, configuration(LISTEN, targets));
    }

    static Service startWith(Path folder, String configuration) throws Exception {
        return startWith(folder, Map.of(), configuration);
    }

    static Service startWith(Path folder, Map<String, String> environment, String configuration, String... words)
            throws Exception {
        var file = write(folder, configuration);
        var all = new String[3 + words.length];
        all[0] = "run";
        all[1] = "--config";
        all[2] = file.toString();
        System.arraycopy(words, 0, all, 3, words.length);
        var process = HowdahProcess.start(environment, all);
        try {
            return new Service(process, file, process.awaitOutput(OWN).group(1));
        } catch (Exception | AssertionError e) {
            process.close();
            throw e;
        }
    }

    /// A target that is scraped each second.
    static String target(String name, String url) {
        return target(name, url, "");
    }

    /// @param more further keys, `password: secret`
    static String target(String name, String url, String more) {
        return "  - { name: %s, url: '%s', collection: { interval: 1s }%s }"
                .formatted(name, url, more.isEmpty() ? "" : ", " + more);
    }

    static String configuration(String rest, String... targets) {
        return "targets:\n" + String.join("\n", targets) + "\n" + rest;
    }

    static Path write(Path folder, String configuration) throws IOException {
        var file = folder.resolve("howdah.yaml");
        var next = Files.writeString(folder.resolve("howdah.yaml.next"), configuration);
        return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Replaces the targets; the file is noticed by itself.
    void rewrite(String... targets) {
        rewriteWith(configuration(LISTEN, targets));
    }

    void rewriteWith(String configuration) {
        try {
            write(file.resolveSibling(""), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HowdahProcess process() {
        return process;
    }

    Path file() {
        return file;
    }

    /// What it logged so far.
    String log() {
        return process.err();
    }

    private long logged(String text) {
        return log().lines().filter(line -> line.contains(text)).count();
    }

    /// What it logs comes by another way than what it shows, so it may be a little later; but not more often.
    void isLogged(String text, int times) throws Exception {
        Await.until("logged %d times: %s".formatted(times, text), () -> logged(text) >= times);
        if (logged(text) != times) {
            throw new AssertionError(
                    "%d times, not %d: %s, in the log:%n%s".formatted(logged(text), times, text, log()));
        }
    }

    /// All that it logged about a target, as soon as there is something.
    String told(String target) throws Exception {
        String about = "target %s: ".formatted(target);
        Await.until("something is logged about " + target, () -> logged(about) > 0);
        return log().lines().filter(line -> line.contains(about)).collect(Collectors.joining("\n"));
    }

    String prometheusUrl() throws Exception {
        return process.awaitOutput(PROMETHEUS).group(1);
    }

    /// Where `/metrics`, `/health` and `/ready` of its own are.
    String ownUrl() {
        return own;
    }

    static HttpResponse<byte[]> get(String url, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    static String text(String url) throws Exception {
        var response = CLIENT.send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError("%s: status %d: %s".formatted(url, response.statusCode(), response.body()));
        }
        return response.body();
    }

    /// What the Prometheus endpoint shows now.
    Samples metrics() throws Exception {
        return Samples.parse(text(prometheusUrl() + "/metrics"));
    }

    /// What it shows of itself now.
    Samples own() throws Exception {
        return Samples.parse(text(own + "/metrics"));
    }

    /// Waits until the endpoint shows it.
    Samples await(String what, Predicate<Samples> condition) throws Exception {
        return await(what, Await.LIMIT, condition);
    }

    Samples await(String what, Duration limit, Predicate<Samples> condition) throws Exception {
        var last = new Samples[1];
        try {
            Await.until(what, limit, () -> {
                last[0] = metrics();
                return condition.test(last[0]);
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; it logged:\n" + log(), e);
        }
        return last[0];
    }

    /// Waits until so many slots more have brought something.
    void awaitSlots(int slots) throws Exception {
        for (int i = 0; i < slots; i++) {
            double before = accepted();
            Await.until("another slot", () -> accepted() > before);
        }
    }

    private double accepted() throws Exception {
        return own().value("otelcol_receiver_accepted_metric_points").orElse(0);
    }

    Samples awaitUp(String target) throws Exception {
        return await(target + " is up", samples -> samples.has("postgresql_up", 1, "target", target));
    }

    Samples awaitDown(String target, String reason) throws Exception {
        return await(
                target + " is down: " + reason,
                samples -> samples.has("postgresql_up", 0, "target", target)
                        && samples.has("howdah_scrape_failure", 1, "target", target, "reason", reason));
    }

    @Override
    public void close() {
        process.close();
    }
}
