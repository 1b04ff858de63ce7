package dev.howdah.collector.scrape;

import static dev.howdah.model.MetricType.COUNTER;
import static dev.howdah.model.MetricType.GAUGE;
import static dev.howdah.model.NumberKind.DOUBLE;
import static dev.howdah.model.NumberKind.INTEGER;

import dev.howdah.collector.session.ConnectException;
import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Resource;
import dev.howdah.model.Series;
import dev.howdah.model.SeriesRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The metrics that every scrape yields about itself.
public final class ScrapeMetrics {
    /// The source of these points.
    public static final String SOURCE = "scrape";

    /// 1 when the server answered.
    public static final Metric UP =
            new Metric("postgresql.up", "Whether the server answered in this slot.", "{server}", GAUGE, INTEGER);
    /// How long the scrape took.
    public static final Metric DURATION =
            new Metric("howdah.scrape.duration", "Time the scrape took, connecting included.", "s", GAUGE, DOUBLE);
    /// How late the scrape began.
    public static final Metric LATENESS =
            new Metric("howdah.scrape.lateness", "Time from the slot to the scrape's begin.", "s", GAUGE, DOUBLE);
    /// How many points it brought.
    public static final Metric POINTS = new Metric(
            "howdah.scrape.points",
            "Points the scrape brought, these about itself left out.",
            "{point}",
            GAUGE,
            INTEGER);
    /// Why the server is down.
    public static final Metric FAILURE = new Metric(
            "howdah.scrape.failure",
            "Why the server did not answer; only there while it does not.",
            "{failure}",
            GAUGE,
            INTEGER);
    /// How long one entry took.
    public static final Metric ENTRY_DURATION = new Metric(
            "howdah.scrape.entry.duration",
            "Time a catalog entry's last run took, all databases together.",
            "s",
            GAUGE,
            DOUBLE);
    /// How one entry ended.
    public static final Metric ENTRY_OUTCOME = new Metric(
            "howdah.scrape.entry.outcome",
            "How a catalog entry's last run ended: 1 for the outcome that was.",
            "{entry}",
            GAUGE,
            INTEGER);
    /// Rows that were not used.
    public static final Metric ROWS_LEFT_OUT = new Metric(
            "howdah.scrape.entry.rows.left_out",
            "Rows of a catalog entry's last run that were left out, by reason.",
            "{row}",
            GAUGE,
            INTEGER);

    /// How long the last round took.
    public static final Metric ROUND_DURATION = new Metric(
            "howdah.scrape.databases.duration",
            "Time the last round through the server's other databases took.",
            "s",
            GAUGE,
            DOUBLE);
    /// How many databases it asked.
    public static final Metric ROUND_DATABASES = new Metric(
            "howdah.scrape.databases.asked",
            "Databases that the last round asked, beside the one of the target's URL.",
            "{database}",
            GAUGE,
            INTEGER);
    /// How many points it brought.
    public static final Metric ROUND_POINTS = new Metric(
            "howdah.scrape.databases.points", "Points that the last round brought.", "{point}", GAUGE, INTEGER);
    /// How many databases it did not ask.
    public static final Metric ROUND_LEFT_OUT = new Metric(
            "howdah.scrape.databases.left_out",
            "Databases that the last round left out: no time (budget), or they could not be entered (closed).",
            "{database}",
            GAUGE,
            INTEGER);
    /// Rounds that did not begin in time.
    public static final Metric ROUNDS_MISSED = new Metric(
            "howdah.scrape.databases.rounds_missed",
            "Rounds that began late, because the one before was still under way.",
            "{round}",
            COUNTER,
            INTEGER);

    private final Resource resource;
    private final SeriesRegistry registry;
    private final long freshForNanos;
    private final Map<Metric, Map<List<String>, Series>> series = new HashMap<>();
    /// The first slot; counters of ours begin there.
    private long startNanos;

    /// @param freshForNanos how long the points stay current
    ScrapeMetrics(Resource resource, SeriesRegistry registry, long freshForNanos) {
        this.resource = resource;
        this.registry = registry;
        this.freshForNanos = freshForNanos;
    }

    /// All of them, for the documentation.
    public static List<Metric> all() {
        return List.of(
                UP,
                DURATION,
                LATENESS,
                POINTS,
                FAILURE,
                ENTRY_DURATION,
                ENTRY_OUTCOME,
                ROWS_LEFT_OUT,
                ROUND_DURATION,
                ROUND_DATABASES,
                ROUND_POINTS,
                ROUND_LEFT_OUT,
                ROUNDS_MISSED);
    }

    /// The attributes of one of them.
    public static List<String> attributes(Metric metric) {
        if (metric.equals(FAILURE) || metric.equals(ROUND_LEFT_OUT)) {
            return List.of("reason");
        }
        if (metric.equals(ENTRY_OUTCOME)) {
            return List.of("entry", "outcome");
        }
        if (metric.equals(ROWS_LEFT_OUT)) {
            return List.of("entry", "reason");
        }
        return metric.equals(ENTRY_DURATION) ? List.of("entry") : List.of();
    }

    /// The points about a scrape that the server answered.
    ///
    /// @param begun when it began, by `System.nanoTime`
    /// @param points how many it brought
    /// @param runs how each entry ended, by name
    /// @param rounds how it goes with the server's other databases
    PointBatch up(
            long slotNanos,
            long latenessNanos,
            long begun,
            int points,
            Map<String, PlannedEntry.LastRun> runs,
            DatabaseRounds rounds) {
        startNanos = startNanos == 0 ? slotNanos : startNanos;
        var batch = PointBatch.builder(SOURCE, slotNanos, freshForNanos);
        add(batch, UP, 1);
        add(batch, LATENESS, latenessNanos / 1e9);
        add(batch, POINTS, points);
        runs.forEach((entry, last) -> addEntry(batch, entry, last));
        addRound(batch, rounds.last(), rounds.missed());
        add(batch, DURATION, (System.nanoTime() - begun) / 1e9);
        return batch.build();
    }

    private void addEntry(PointBatch.Builder batch, String entry, PlannedEntry.LastRun last) {
        add(batch, ENTRY_DURATION, last.seconds(), "entry", entry);
        add(batch, ENTRY_OUTCOME, 1, "entry", entry, "outcome", last.outcome().label());
        last.leftOut().forEach((reason, number) -> add(batch, ROWS_LEFT_OUT, number, "entry", entry, "reason", reason));
    }

    private void addRound(PointBatch.Builder batch, DatabaseRounds.Summary last, int missed) {
        add(batch, ROUND_DURATION, last.seconds());
        add(batch, ROUND_DATABASES, last.asked());
        add(batch, ROUND_POINTS, last.points());
        add(batch, ROUNDS_MISSED, missed);
        last.leftOut().forEach((reason, number) -> add(batch, ROUND_LEFT_OUT, number, "reason", reason));
    }

    /// The points about a scrape that the server did not answer.
    PointBatch down(long slotNanos, ConnectException.Reason reason, long begun) {
        var batch = PointBatch.builder(SOURCE, slotNanos, freshForNanos);
        add(batch, UP, 0);
        add(batch, FAILURE, 1, "reason", reason.label());
        add(batch, DURATION, (System.nanoTime() - begun) / 1e9);
        return batch.build();
    }

    private void add(PointBatch.Builder batch, Metric metric, double value, String... attributes) {
        long bits = metric.number() == INTEGER ? (long) value : Double.doubleToRawLongBits(value);
        var resolved = series.computeIfAbsent(metric, _ -> new HashMap<>())
                .computeIfAbsent(
                        List.of(attributes), _ -> registry.resolve(metric, resource, Attributes.of(attributes)));
        batch.add(resolved, bits, metric.type() == COUNTER ? startNanos : 0);
    }

    void release() {
        series.values().forEach(each -> each.values().forEach(registry::release));
        series.clear();
    }
}
