package dev.howdah.app.command;

import dev.howdah.app.demo.DemoCluster;
import dev.howdah.app.wiring.Howdah;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// What the build runs to make the ahead-of-time cache: what users do first, for as long as it takes that
/// the JDK sees which methods are hot.
@Command(name = "warm-up", hidden = true)
public final class WarmUpCommand implements Callable<Integer> {
    private static final int SECONDS = 6;

    @Override
    public Integer call() throws Exception {
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        var configuration = DemoCommand.configuration("127.0.0.1:0");
        try (var cluster = DemoCluster.start(18, _ -> {});
                var howdah = new Howdah(configuration, InstantSource.system());
                var client = HttpClient.newHttpClient()) {
            howdah.start();
            howdah.apply(DemoCommand.targets(cluster));
            for (int second = 0; second < SECONDS; second++) {
                ask(client, howdah.prometheusUrl().orElseThrow());
                ask(client, howdah.telemetryUrl());
                DemoCommand.table().show(howdah.latestSlots().latest());
                new CountDownLatch(1).await(1, TimeUnit.SECONDS);
            }
            String url = cluster.primaryUrl().replace("//howdah@", "//howdah:%s@".formatted(cluster.password()));
            return new CommandLine(new ScrapeCommand()).execute(url);
        }
    }

    private static void ask(HttpClient client, String url) throws Exception {
        for (String accept : new String[] {"text/plain", "application/openmetrics-text;version=1.0.0"}) {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(5))
                    .header("Accept", accept)
                    .header("Accept-Encoding", "gzip")
                    .build();
            client.send(request, BodyHandlers.discarding());
        }
    }
}
