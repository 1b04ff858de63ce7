package dev.howdah.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.model.Scrape;
import dev.howdah.model.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FanOutTest {
    private final Telemetry telemetry = new Telemetry();
    private final Scrape scrape = new Points(1).scrape("orders", 3);

    @Test
    void handsTheScrapeToAllAlsoWhenOneThrows() {
        var first = new ArrayList<Scrape>();
        var last = new ArrayList<Scrape>();
        var consumers = new LinkedHashMap<String, Consumer<Scrape>>();
        consumers.put("first", first::add);
        consumers.put("broken", _ -> {
            throw new IllegalStateException("broken on purpose");
        });
        consumers.put("last", last::add);

        var fanOut = FanOut.ofScrapes(telemetry, consumers);
        fanOut.accept(scrape);
        fanOut.accept(scrape);

        assertThat(first).containsExactly(scrape, scrape);
        assertThat(last).containsExactly(scrape, scrape);
        assertThat(counted("howdah_pipeline_failed_scrapes", "consumer", "broken"))
                .isEqualTo(2);
        assertThat(counted("howdah_pipeline_failed_scrapes", "consumer", "last"))
                .isZero();
        assertThat(counted("otelcol_receiver_accepted_metric_points", "receiver", "postgresql"))
                .isEqualTo(6);
    }

    private long counted(String name, String... labels) {
        return telemetry.counter(name, "", labels).value();
    }
}
