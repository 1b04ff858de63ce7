package dev.howdah.pipeline.otlp;

import dev.howdah.model.Scrape;
import dev.howdah.model.log.LogBatch;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// What a lane must know about what it carries.
///
/// @param unit what is counted, as it ends the names of own metrics: `metric_points`
/// @param things the same in plain words, "points"
/// @param dataType the Collector's word for the signal, `metrics`
/// @param size how many of them one item holds
/// @param pieces cuts an item that is too large for one request
/// @param request makes the request of an item, ready to be sent any number of times; empty when there is nothing to
/// say
record Signal<T>(
        String unit,
        String things,
        String dataType,
        ToIntFunction<T> size,
        Function<T, List<T>> pieces,
        Function<T, Optional<Request>> request) {
    /// A request that is made.
    interface Request {
        OtlpResult send() throws InterruptedException;
    }

    static Signal<Scrape> metrics(OtlpRequests requests, OtlpSender sender, int mostPoints) {
        return new Signal<>(
                "metric_points",
                DeliveryLog.POINTS,
                "metrics",
                Scrape::points,
                scrape -> ScrapePieces.of(scrape, mostPoints),
                scrape -> requests.of(scrape).map(request -> () -> sender.send(request)));
    }

    static Signal<LogBatch> logs(OtlpRequests requests, OtlpSender sender) {
        return new Signal<>(
                "log_records",
                "log records",
                "logs",
                LogBatch::size,
                LogPieces::of,
                batch -> requests.of(batch).map(request -> () -> sender.send(request)));
    }
}
