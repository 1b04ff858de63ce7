package dev.howdah.app.demo;

import dev.howdah.model.Scrape;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the live table shows of one target.
///
/// @param transactionsPerSecond NaN until there are two slots
/// @param hitRatio share of blocks found in shared buffers since the slot before; NaN when none were asked for
/// @param lagSeconds of a standby; NaN on a primary
record TargetRow(
        String target,
        String role,
        String version,
        boolean up,
        double transactionsPerSecond,
        double connections,
        double hitRatio,
        double lagSeconds,
        double scrapeMillis,
        int points) {

    /// The row of a scrape.
    ///
    /// @param before the scrape of an earlier slot, for rates
    static TargetRow of(Scrape scrape, @Nullable Scrape before) {
        var now = sums(scrape);
        Map<String, Double> then = before == null ? Map.of() : sums(before);
        double seconds = before == null ? 0 : (scrape.slotNanos() - before.slotNanos()) / 1e9;
        double transactions = growth("postgresql.commits", now, then) + growth("postgresql.rollbacks", now, then);
        double hits = growth("postgresql.blks_hit", now, then);
        double reads = growth("postgresql.blks_read", now, then);
        return new TargetRow(
                scrape.resource().target(),
                attribute(scrape, "postgresql.server.role", "postgresql.role"),
                attribute(scrape, "postgresql.server.info", "postgresql.version"),
                scrape.up(),
                seconds > 0 ? transactions / seconds : Double.NaN,
                now.getOrDefault("postgresql.backends", Double.NaN),
                hits + reads > 0 ? hits / (hits + reads) : Double.NaN,
                now.getOrDefault("postgresql.recovery.delay", Double.NaN),
                now.getOrDefault("howdah.scrape.duration", Double.NaN) * 1000,
                scrape.points());
    }

    private static double growth(String metric, Map<String, Double> now, Map<String, Double> then) {
        return now.getOrDefault(metric, Double.NaN) - then.getOrDefault(metric, Double.NaN);
    }

    /// The values of each metric, added up over its series.
    private static Map<String, Double> sums(Scrape scrape) {
        var sums = new HashMap<String, Double>();
        for (var batch : scrape.batches()) {
            for (int i = 0; i < batch.size(); i++) {
                sums.merge(batch.series(i).metric().name(), batch.value(i), Double::sum);
            }
        }
        return sums;
    }

    /// The attribute of the metric's series whose value is 1.
    private static String attribute(Scrape scrape, String metric, String key) {
        for (var batch : scrape.batches()) {
            for (int i = 0; i < batch.size(); i++) {
                var series = batch.series(i);
                String value = series.attributes().get(key);
                if (series.metric().name().equals(metric) && batch.value(i) == 1 && value != null) {
                    return value;
                }
            }
        }
        return "-";
    }
}
