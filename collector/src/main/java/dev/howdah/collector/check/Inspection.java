package dev.howdah.collector.check;

import dev.howdah.collector.session.Detection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a look at a target found.
///
/// @param entered databases that per-database entries run in
/// @param closed databases that the configuration wants and the user may not enter
/// @param entries one finding for each catalog entry
/// @param user the session's user, as it may be seen
public record Inspection(
        Detection detection, String user, List<String> entered, List<String> closed, List<Finding> entries) {
    public Inspection {
        entered = List.copyOf(entered);
        closed = List.copyOf(closed);
        entries = List.copyOf(entries);
    }

    /// Roles whose privileges pg_monitor has.
    private static final String PARTS_OF_MONITOR = "GRANT pg_(read_all_stats|read_all_settings|stat_scan_tables) TO .*";

    /// How it is with one entry.
    public sealed interface Finding {
        String entry();

        /// It ran.
        ///
        /// @param note what was left out of it, or changed about it; empty when nothing was
        record Runs(String entry, int rows, double millis, String note) implements Finding {}

        /// It ran, and chose the relations that are shown one by one in this database.
        ///
        /// @param leftOut how many were not chosen, by reason
        record Chooses(String entry, String kind, int chosen, Map<String, Long> leftOut) implements Finding {}

        /// It is not for this server, and that is well.
        record NotForThisServer(String entry, String reason) implements Finding {}

        /// Something is missing, and this statement mends it; empty when that is for the configuration to do.
        record Missing(String entry, String reason, String cure) implements Finding {}

        /// It should have run and did not.
        record Failed(String entry, String reason) implements Finding {}
    }

    /// Whether nothing is missing.
    public boolean allWell() {
        return closed.isEmpty()
                && entries.stream()
                        .noneMatch(entry -> entry instanceof Finding.Missing || entry instanceof Finding.Failed);
    }

    /// The statements that mend what is missing, each once, without semicolon.
    public List<String> cures() {
        String quoted = '"' + user.replace("\"", "\"\"") + '"';
        var connects = closed.stream()
                .map(name -> "GRANT CONNECT ON DATABASE \"%s\" TO %s".formatted(name.replace("\"", "\"\""), quoted));
        var others = entries.stream()
                .filter(Finding.Missing.class::isInstance)
                .map(entry -> ((Finding.Missing) entry).cure())
                .filter(cure -> !cure.isEmpty());
        var all = Stream.concat(others, connects).distinct().toList();
        return all.contains("GRANT pg_monitor TO " + quoted)
                ? all.stream().filter(cure -> !cure.matches(PARTS_OF_MONITOR)).toList()
                : all;
    }
}
