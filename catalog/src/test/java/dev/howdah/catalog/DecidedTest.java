package dev.howdah.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.catalog.Switches.EntrySwitch;
import dev.howdah.catalog.Switches.MetricSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecidedTest {
    private static final Catalog CATALOG = Catalog.builtIn();

    private static Decided decided(String entry, Preset preset, Switches switches) {
        var facts = new ServerFacts(18, false, Map.of(), Set.of(), Set.of());
        return Decided.all(CATALOG, switches, Choice.of(preset), facts, "howdah").stream()
                .filter(each -> each.entry().name().equals(entry))
                .findFirst()
                .orElseThrow();
    }

    private static MetricSwitch metric(String glob, boolean enabled) {
        return new MetricSwitch(new Glob(glob), enabled);
    }

    private static Switches on(String... metrics) {
        return new Switches(
                List.of(metrics).stream().map(name -> metric(name, true)).toList(), Map.of());
    }

    @Test
    void aChoiceComesWithTheEntryThatReadsIt() {
        var switches = on("postgresql.table.size");

        assertThat(decided("table_sizes", Preset.MINIMAL, switches).decision()).isInstanceOf(Decision.Runs.class);
        var selection = decided("table_selection", Preset.MINIMAL, switches);
        assertThat(selection.decision()).isInstanceOf(Decision.Runs.class);
        assertThat(selection.entry().metrics()).isEmpty();
        assertThat(decided("index_selection", Preset.MINIMAL, switches).decision())
                .isEqualTo(new Decision.NotForThisServer("preset standard"));
        assertThat(decided("index_selection", Preset.MINIMAL, on("postgresql.index.scans"))
                        .decision())
                .isInstanceOf(Decision.Runs.class);
    }

    @Test
    void aChoiceWhoseMetricsAreOffIsMadeAllTheSame() {
        var one = new Switches(
                List.of(metric("*", false), metric("postgresql.table.toast.size", true)),
                Map.of("table_selection", new EntrySwitch(null, Duration.ofMinutes(7), null, null)));

        var selection = decided("table_selection", Preset.STANDARD, one);
        assertThat(selection.decision()).isInstanceOf(Decision.Runs.class);
        assertThat(selection.entry().metrics()).isEmpty();
        assertThat(selection.entry().interval()).isEqualTo(Duration.ofMinutes(7));
        assertThat(decided("partition_selection", Preset.STANDARD, one).decision())
                .isInstanceOf(Decision.NotForThisServer.class);
    }

    @Test
    void nothingReadsAChoiceThatIsSwitchedOffByName() {
        var off = new Switches(List.of(), Map.of("table_selection", new EntrySwitch(false, null, null, null)));

        assertThat(decided("table_selection", Preset.STANDARD, off).decision())
                .isEqualTo(new Decision.NotForThisServer("switched off"));
        for (var reader : List.of("tables", "table_sizes")) {
            assertThat(decided(reader, Preset.STANDARD, off).decision())
                    .isEqualTo(new Decision.Missing(
                            false,
                            "reads the tables that table_selection chooses (switched off by entries.table_selection)",
                            ""));
        }
        assertThat(decided("indexes", Preset.STANDARD, off).decision()).isInstanceOf(Decision.Runs.class);
    }
}
