package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.Slots;
import dev.howdah.collector.target.Target;
import dev.howdah.model.SeriesRegistry;

/// One run of an entry of the user's to see how it goes, as a scrape would run it; its points are thrown away.
///
/// @param problem what is wrong, also when it brought rows; empty when nothing is
/// @param fails whether it brings nothing, or not all that it should
public record Trial(int rows, String problem, boolean fails) {
    /// Runs an entry in the session's database.
    public static Trial of(
            CatalogEntry entry, String sql, Target target, Detection detection, Session session, Deadline deadline) {
        var points = new EntryPoints(
                entry, target.resource(), new SeriesRegistry(), Accumulator.FirstLook.NOTHING, target.roleNames());
        var planned = new PlannedEntry(entry, sql, points, Slots.of(target.name(), target.interval()));
        var run = new EntryRun(planned, entry.name(), 0, 0, target.roleNames());
        run.ask(session, detection, new Selections(), deadline);
        run.finish();
        String problem = run.outcome() == Outcome.OK && run.duplicates() > 0
                ? "rows left out because an earlier one has the same attributes: %d".formatted(run.duplicates())
                : run.failure();
        return new Trial(run.rows(), problem, !run.outcome().brought());
    }
}
