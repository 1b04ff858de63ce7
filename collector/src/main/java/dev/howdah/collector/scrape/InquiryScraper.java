package dev.howdah.collector.scrape;

import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.target.Slots;
import dev.howdah.collector.target.Target;
import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.model.NumberKind;
import dev.howdah.model.Scrape;
import dev.howdah.model.SeriesRegistry;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Scrapes a target that has no catalog of SQL: all it knows is asked in every slot.
public final class InquiryScraper implements Scraper {
    private final Target target;
    private final Inquiry inquiry;
    private final Metric up;
    private final Semaphore inFlight;
    private final TargetPoints points;

    /// What such a target is asked. Used by one thread at a time.
    public interface Inquiry extends AutoCloseable {
        /// Asks everything, within the deadline, and adds what it learned.
        ///
        /// @throws ConnectException when the target cannot be reached or is not what it should be
        void ask(TargetPoints points, Deadline deadline) throws ConnectException, InterruptedException;

        @Override
        void close();
    }

    /// @param up the metric that says whether the target answered
    /// @param inFlight permits for scrapes under way, shared by all targets
    public InquiryScraper(Target target, Inquiry inquiry, Metric up, SeriesRegistry registry, Semaphore inFlight) {
        this.target = target;
        this.inquiry = inquiry;
        this.up = up;
        this.inFlight = inFlight;
        long interval = Slots.of(target.name(), target.interval()).intervalNanos();
        this.points = new TargetPoints(target.resource(), registry, interval * 5 / 2);
    }

    /// The metric that says whether a target of a kind answered.
    public static Metric up(String name, String what) {
        return new Metric(
                name,
                "Whether the %s answered in this slot.".formatted(what),
                "{server}",
                MetricType.GAUGE,
                NumberKind.INTEGER);
    }

    @Override
    public Result scrape(long slotNanos, long latenessNanos) {
        long begun = System.nanoTime();
        var deadline = Deadline.in(target.timeout());
        points.begin(slotNanos);
        try {
            boolean permitted = inFlight.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            try {
                inquiry.ask(points, deadline);
            } finally {
                if (permitted) {
                    inFlight.release();
                }
            }
            return new Result.Up(up(slotNanos, latenessNanos, begun));
        } catch (ConnectException e) {
            return new Result.Down(down(slotNanos, e.reason(), begun), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var why = new ConnectException(ConnectException.Reason.ERROR, "interrupted");
            return new Result.Down(down(slotNanos, why.reason(), begun), why);
        }
    }

    private Scrape up(long slotNanos, long latenessNanos, long begun) {
        int brought = points.size();
        points.source(ScrapeMetrics.SOURCE);
        points.add(up, 1);
        points.add(ScrapeMetrics.LATENESS, latenessNanos / 1e9);
        points.add(ScrapeMetrics.POINTS, brought);
        points.add(ScrapeMetrics.DURATION, (System.nanoTime() - begun) / 1e9);
        return new Scrape(target.resource(), slotNanos, true, points.end());
    }

    private Scrape down(long slotNanos, ConnectException.Reason reason, long begun) {
        points.begin(slotNanos);
        points.source(ScrapeMetrics.SOURCE);
        points.add(up, 0);
        points.add(ScrapeMetrics.FAILURE, 1, "reason", reason.label());
        points.add(ScrapeMetrics.DURATION, (System.nanoTime() - begun) / 1e9);
        return new Scrape(target.resource(), slotNanos, false, points.end());
    }

    @Override
    public Scrape skipped(long slotNanos, ConnectException.Reason reason) {
        return down(slotNanos, reason, System.nanoTime());
    }

    @Override
    public void close() {
        inquiry.close();
        points.release();
    }
}
