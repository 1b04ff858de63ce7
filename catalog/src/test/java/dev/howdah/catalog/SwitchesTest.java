package dev.howdah.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.catalog.Switches.EntrySwitch;
import dev.howdah.catalog.Switches.MetricSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SwitchesTest {
    private static final String FILE = """
            subject: sizes
            description: Sizes.
            entries:
              - name: sizes
                description: Sizes.
                preset: %s
                interval: 60s
                sql: |
                  SELECT t.name, t.size
                  {%% if wanted("app.toast.size") %%}
                  , dear(t.oid) AS toast_size
                  {%% endif %%}
                  FROM t
                attributes: { app.name: name }
                metrics:
                  - { name: app.size, type: gauge, unit: By, description: Size., value: size }
                  - { name: app.toast.size, type: gauge, unit: By, description: TOAST., value: toast_size }
            """;

    private static CatalogEntry entry(String preset) throws Exception {
        return Catalog.of(Map.of("a.yaml", FILE.formatted(preset)))
                .entry("sizes")
                .orElseThrow();
    }

    private static Switches metrics(Object... globsAndEnabled) {
        var switches = new java.util.ArrayList<MetricSwitch>();
        for (int i = 0; i < globsAndEnabled.length; i += 2) {
            switches.add(new MetricSwitch(
                    new Glob(String.valueOf(globsAndEnabled[i])), Boolean.TRUE.equals(globsAndEnabled[i + 1])));
        }
        return new Switches(switches, Map.of());
    }

    private static Decision decide(Switches.Switched switched) {
        return switched.entry()
                .decide(new ServerFacts(18, false, Map.of(), Set.of(), Set.of()), switched.choice(), "howdah");
    }

    private static String sql(Switches.Switched switched) {
        return ((Decision.Runs) decide(switched)).sql();
    }

    @Test
    void leaveAnEntryAsItIsWhenTheySayNothingAboutIt() throws Exception {
        var switched = Switches.NONE.apply(entry("standard"), Choice.of(Preset.STANDARD));

        assertThat(switched.entry()).isEqualTo(entry("standard"));
        assertThat(switched.note()).isEmpty();
        assertThat(sql(switched)).contains("t.size", "dear(t.oid)");
    }

    @Test
    void takeTheDearColumnOutWithItsMetric() throws Exception {
        var switched = metrics("app.toast.*", false).apply(entry("standard"), Choice.of(Preset.STANDARD));

        assertThat(sql(switched)).contains("t.size").doesNotContain("dear");
        assertThat(switched.note()).isEqualTo("without app.toast.size");
    }

    @Test
    void takeTheQueryOutWithTheLastMetric() throws Exception {
        var switched = metrics("app.*", false).apply(entry("standard"), Choice.of(Preset.STANDARD));

        assertThat(decide(switched)).isInstanceOf(Decision.NotForThisServer.class);
        assertThat(switched.note()).isEqualTo("switched off by metrics.app.*");
    }

    @Test
    void switchOnWhatThePresetDoesNotHoldAndNothingElseOfIt() throws Exception {
        var switched = metrics("app.size", true).apply(entry("exhaustive"), Choice.of(Preset.STANDARD));

        assertThat(sql(switched)).contains("t.size").doesNotContain("dear");
        assertThat(decide(metrics("other.*", true).apply(entry("exhaustive"), Choice.of(Preset.STANDARD))))
                .isEqualTo(new Decision.NotForThisServer("preset exhaustive"));
    }

    @Test
    void ofTheTargetHoldBeforeThoseOfAll() throws Exception {
        var all = metrics("app.*", false);
        var own = metrics("app.size", true);

        assertThat(sql(own.over(all).apply(entry("standard"), Choice.of(Preset.STANDARD))))
                .contains("t.size")
                .doesNotContain("dear");
        assertThat(decide(all.over(own).apply(entry("standard"), Choice.of(Preset.STANDARD))))
                .isInstanceOf(Decision.NotForThisServer.class);
    }

    @Test
    void changeHowAnEntryIsAsked() throws Exception {
        var all = new Switches(
                List.of(), Map.of("sizes", new EntrySwitch(null, Duration.ofMinutes(5), Duration.ofSeconds(2), null)));
        var own = new Switches(List.of(), Map.of("sizes", new EntrySwitch(true, Duration.ofMinutes(7), null, 500)));

        var switched = own.over(all).apply(entry("exhaustive"), Choice.of(Preset.MINIMAL));

        assertThat(switched.entry().interval()).isEqualTo(Duration.ofMinutes(7));
        assertThat(switched.entry().timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(switched.entry().rowLimit()).isEqualTo(500);
        assertThat(decide(switched)).isInstanceOf(Decision.Runs.class);
        assertThat(switched.note()).isEqualTo("interval 7m; timeout 2s; row_limit 500");
    }

    @Test
    void switchAnEntryOff() throws Exception {
        var off = new Switches(List.of(), Map.of("sizes", new EntrySwitch(false, null, null, null)));

        assertThat(off.apply(entry("minimal"), Choice.of(Preset.STANDARD)).note())
                .isEqualTo("switched off by entries.sizes");
        assertThat(decide(off.apply(entry("minimal"), Choice.of(Preset.STANDARD))))
                .isInstanceOf(Decision.NotForThisServer.class);
    }

    @Test
    void mayOnlyBeAskedForAMetricOfTheEntry() {
        assertThatThrownBy(() -> Catalog.of(Map.of(
                        "a.yaml", FILE.formatted("standard").replace("wanted(\"app.toast", "wanted(\"app.toats"))))
                .hasMessageContaining("a.yaml:8: entries[0].sql: wanted(\"app.toats.size\") is no metric of this entry")
                .hasMessageContaining("did you mean 'app.toast.size'?");
    }

    @Test
    void mustNotTakeOutAColumnThatIsWantedStill() {
        assertThatThrownBy(() -> Catalog.of(
                        Map.of("a.yaml", FILE.formatted("standard").replace("wanted(\"app.toast", "wanted(\"app"))))
                .hasMessageContaining("leaves column 'toast_size' out when metric app.toast.size alone is wanted");
    }
}
