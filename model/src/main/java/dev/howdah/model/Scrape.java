package dev.howdah.model;

import java.util.List;

/// What one scrape of one target in one slot brought. A batch replaces the earlier batch of the same source; a source
/// that was not due in this slot is absent and its earlier batch stays in force until it is no longer fresh. When the
/// target is down, or gone for good, nothing earlier of it stays in force.
///
/// @param resource the target the scrape is about; all series of the batches carry an equal resource's target
/// @param slotNanos the slot's time, in nanoseconds since the epoch
/// @param up whether the target answered; when it did not, the batches only say so
/// @param part whether it is not the slot's scrape itself, but comes beside it
/// @param batches one batch for each source that ran, empty when it brought nothing
public record Scrape(Resource resource, long slotNanos, boolean up, boolean part, List<PointBatch> batches) {
    public Scrape {
        batches = List.copyOf(batches);
    }

    public Scrape(Resource resource, long slotNanos, boolean up, List<PointBatch> batches) {
        this(resource, slotNanos, up, false, batches);
    }

    /// What one of a server's databases brought, apart from the scrape of that slot, and perhaps after later ones.
    public static Scrape part(Resource resource, long slotNanos, List<PointBatch> batches) {
        return new Scrape(resource, slotNanos, true, true, batches);
    }

    /// The message that a target was removed: nothing of it is current any more.
    public static Scrape gone(Resource resource, long nowNanos) {
        return new Scrape(resource, nowNanos, false, List.of());
    }

    public int points() {
        int points = 0;
        for (var batch : batches) {
            points += batch.size();
        }
        return points;
    }
}
