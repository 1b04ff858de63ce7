package dev.howdah.pipeline.prometheus;

import dev.howdah.model.PointBatch;
import dev.howdah.model.Resource;
import dev.howdah.model.Scrape;
import java.util.Comparator;
import java.util.List;

/// What is current at one moment: the fresh batches of each target, sorted by the target's name. Immutable.
public record Snapshot(List<Target> targets) {
    /// One target's part.
    ///
    /// @param batches in order of their sources' names
    public record Target(Resource resource, List<PointBatch> batches) {
        public Target {
            batches = batches.stream()
                    .sorted(Comparator.comparing(PointBatch::source))
                    .toList();
        }
    }

    public Snapshot {
        targets = targets.stream()
                .sorted(Comparator.comparing(target -> target.resource().target()))
                .toList();
    }

    /// Takes everything of one scrape as current, for printing it once.
    public static Snapshot of(Scrape scrape) {
        return new Snapshot(List.of(new Target(scrape.resource(), scrape.batches())));
    }

    public boolean isEmpty() {
        return targets.isEmpty();
    }
}
