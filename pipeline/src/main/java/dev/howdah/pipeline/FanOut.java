package dev.howdah.pipeline;

import dev.howdah.model.Scrape;
import dev.howdah.model.log.LogBatch;
import dev.howdah.model.telemetry.Telemetry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands everything to every consumer, on the caller's thread and in the order given. A consumer that throws
/// is logged and counted, and the others still get it: no failure reaches the caller. Consumers must
/// not wait; those that have to, put a bounded queue in between. Safe for use by many threads.
public final class FanOut<T> implements Consumer<T> {
    private static final Logger log = LoggerFactory.getLogger(FanOut.class);

    private record Branch<T>(String name, Consumer<T> consumer, Telemetry.Counter failures) {}

    private final List<Branch<T>> branches;
    private final Telemetry.Counter accepted;
    private final ToIntFunction<T> size;
    private final Function<T, String> target;

    private FanOut(
            List<Branch<T>> branches, Telemetry.Counter accepted, ToIntFunction<T> size, Function<T, String> target) {
        this.branches = branches;
        this.accepted = accepted;
        this.size = size;
        this.target = target;
    }

    /// Makes the fan-out of scrapes to a fixed set of consumers.
    ///
    /// @param consumers the consumers under the names by which logs and `howdah_pipeline_failed_scrapes` show
    ///     them
    public static FanOut<Scrape> ofScrapes(Telemetry telemetry, Map<String, ? extends Consumer<Scrape>> consumers) {
        return new FanOut<>(
                branches(
                        telemetry,
                        "howdah_pipeline_failed_scrapes",
                        "Scrapes that a consumer failed to take.",
                        consumers),
                accepted(telemetry, "otelcol_receiver_accepted_metric_points", "Points that came into the pipeline."),
                Scrape::points,
                scrape -> scrape.resource().target());
    }

    /// Makes the fan-out of log records to a fixed set of consumers.
    public static FanOut<LogBatch> ofLogs(Telemetry telemetry, Map<String, ? extends Consumer<LogBatch>> consumers) {
        return new FanOut<>(
                branches(
                        telemetry,
                        "howdah_pipeline_failed_log_batches",
                        "Batches of log records that a consumer failed to take.",
                        consumers),
                accepted(
                        telemetry, "otelcol_receiver_accepted_log_records", "Log records that came into the pipeline."),
                LogBatch::size,
                batch -> batch.resource().target());
    }

    private static Telemetry.Counter accepted(Telemetry telemetry, String name, String help) {
        return telemetry.counter(name, help, "receiver", "postgresql");
    }

    private static <T> List<Branch<T>> branches(
            Telemetry telemetry, String name, String help, Map<String, ? extends Consumer<T>> consumers) {
        return new LinkedHashMap<String, Consumer<T>>(consumers)
                .entrySet().stream()
                        .map(each -> new Branch<>(
                                each.getKey(),
                                each.getValue(),
                                telemetry.counter(name, help, "consumer", each.getKey())))
                        .toList();
    }

    @Override
    public void accept(T taken) {
        accepted.add(size.applyAsInt(taken));
        for (var branch : branches) {
            try {
                branch.consumer.accept(taken);
            } catch (RuntimeException | Error e) {
                branch.failures.add(1);
                log.error(
                        "pipeline {}: failed to take what came of target {} — the other consumers got it",
                        branch.name,
                        target.apply(taken),
                        e);
            }
        }
    }
}
