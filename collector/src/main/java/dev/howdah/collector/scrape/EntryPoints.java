package dev.howdah.collector.scrape;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.collector.session.Columns;
import dev.howdah.collector.target.RoleNames;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Resource;
import dev.howdah.model.SeriesRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns an entry's rows into points of one target. Used by one thread at a time.
final class EntryPoints {
    private final CatalogEntry entry;
    private final SeriesOf seriesOf;
    private final @Nullable Accumulator accumulator;
    private List<String> labels = List.of();
    private List<GrainPoints> grains = List.of();
    private final Unreadable unreadable = new Unreadable();
    private long run;

    /// @param roleNames whether attributes that hold names of roles show them
    EntryPoints(
            CatalogEntry entry,
            Resource resource,
            SeriesRegistry registry,
            Accumulator.FirstLook firstLook,
            RoleNames roleNames) {
        this.entry = entry;
        this.seriesOf = new SeriesOf(resource, registry, roleNames, entry.roleAttributes());
        this.accumulator = entry.accumulate().isEmpty()
                ? null
                : new Accumulator(firstLook, entry.top() == null ? null : new TopRows(entry.top(), seriesOf));
    }

    /// What a run left out, and what it chose.
    ///
    /// @param rows that were read
    /// @param truncated whether the server had more rows than the limit
    /// @param duplicates rows whose attributes another row had already
    /// @param selected the relations that the answer chose; null when it does not choose any
    /// @param unreadable values that are no numbers
    /// @param firstUnreadable what was wrong with the first of them
    record LeftOut(
            int rows,
            boolean truncated,
            int duplicates,
            @Nullable List<Long> selected,
            int unreadable,
            String firstUnreadable) {}

    /// Starts a run.
    void begin() {
        run++;
    }

    /// Reads an answer into the batch.
    ///
    /// @param rowLimit no more rows than these are used
    /// @param statisticsSinceNanos the start of counters that do not say when they began
    LeftOut read(ResultSet answer, int rowLimit, long slotNanos, long statisticsSinceNanos, PointBatch.Builder batch)
            throws SQLException {
        recognise(answer);
        unreadable.clear();
        var layout = grains.getFirst().layout();
        int read = 0;
        int duplicates = 0;
        boolean truncated = false;
        List<Long> selected = null;
        while (answer.next()) {
            if (read++ == rowLimit) {
                truncated = true;
                break;
            }
            if (layout.selectedColumn() > 0) {
                selected = Columns.oids(answer, layout.selectedColumn());
            }
            if (accumulator != null) {
                grains.getFirst().accumulate(answer, run, accumulator);
            } else if (!readRow(answer, statisticsSinceNanos, batch)) {
                duplicates++;
            }
        }
        if (accumulator != null) {
            accumulator.finish(layout, batch, slotNanos, truncated);
        }
        return new LeftOut(
                truncated ? read - 1 : read, truncated, duplicates, selected, unreadable.count(), unreadable.first());
    }

    /// @return whether its attributes are new in this run
    private boolean readRow(ResultSet answer, long statisticsSinceNanos, PointBatch.Builder batch) throws SQLException {
        boolean first = true;
        for (var grain : grains) {
            if (grains.size() == 1 || grain.layout().present(answer)) {
                first &= grain.read(answer, run, statisticsSinceNanos, batch);
            }
        }
        return first;
    }

    /// The answer's columns are the same as before, unless an upgrade came between.
    private void recognise(ResultSet answer) throws SQLException {
        var current = Layout.labels(answer);
        if (!labels.equals(current)) {
            release();
            labels = current;
            grains = Layout.of(entry, labels).stream()
                    .map(layout -> new GrainPoints(layout, seriesOf, unreadable))
                    .toList();
        }
    }

    /// Ends a run: rows that stayed away for long are forgotten.
    void end() {
        grains.forEach(grain -> grain.end(run, accumulator));
    }

    /// Releases all series, because the target is gone.
    void release() {
        if (accumulator != null) {
            accumulator.release();
        }
        grains.forEach(GrainPoints::release);
    }
}
