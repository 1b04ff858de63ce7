package dev.howdah.pipeline;

import dev.howdah.model.Scrape;
import dev.howdah.model.telemetry.Telemetry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands every scrape to every consumer, on the caller's thread and in the order given. A consumer that throws
/// is logged and counted, and the others still get the scrape: no failure reaches the caller. Consumers must
/// not wait; those that have to, put a bounded queue in between. Safe for use by many threads.
public final class FanOut implements Consumer<Scrape> {
    private static final Logger log = LoggerFactory.getLogger(FanOut.class);

    private record Branch(String name, Consumer<Scrape> consumer, Telemetry.Counter failures) {}

    private final Branch[] branches;
    private final Telemetry.Counter accepted;

    /// Makes the fan-out to a fixed set of consumers.
    ///
    /// @param consumers the consumers under the names by which logs and `howdah_pipeline_failed_scrapes` show
    ///     them
    public FanOut(Telemetry telemetry, Map<String, ? extends Consumer<Scrape>> consumers) {
        this.branches = new LinkedHashMap<>(consumers)
                .entrySet().stream()
                        .map(consumer -> branch(telemetry, consumer.getKey(), consumer.getValue()))
                        .toArray(Branch[]::new);
        this.accepted = telemetry.counter(
                "otelcol_receiver_accepted_metric_points",
                "Points that came into the pipeline.",
                "receiver",
                "postgresql");
    }

    private static Branch branch(Telemetry telemetry, String name, Consumer<Scrape> consumer) {
        var failures = telemetry.counter(
                "howdah_pipeline_failed_scrapes", "Scrapes that a consumer failed to take.", "consumer", name);
        return new Branch(name, consumer, failures);
    }

    @Override
    public void accept(Scrape scrape) {
        accepted.add(scrape.points());
        for (var branch : branches) {
            try {
                branch.consumer.accept(scrape);
            } catch (RuntimeException | Error e) {
                branch.failures.add(1);
                log.error(
                        "pipeline {}: failed to take the scrape of target {} — the other consumers got it",
                        branch.name,
                        scrape.resource().target(),
                        e);
            }
        }
    }
}
