package dev.howdah.app.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.config.Configuration.NamingChoice;
import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.naming.NameTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Every name that postgres_exporter gives is either given here too, or there is a reason why not.
class NamesShownTest {
    private final NameTable table = NamesShown.postgresExporter(Catalog.builtIn());

    /// Names and labels of that version, one metric a line.
    private static Map<String, List<String>> theirs() throws Exception {
        var names = new HashMap<String, List<String>>();
        try (var stream = requireNonNull(NamesShownTest.class.getResourceAsStream("postgres_exporter-0.20.txt"))) {
            new String(stream.readAllBytes(), UTF_8).lines().forEach(line -> {
                var words = line.split("[ ,]", -1);
                names.put(words[0], List.of(words).subList(1, words.length));
            });
        }
        return names;
    }

    @Test
    void everyNameHasAnAliasOrAReasonAndNotBoth() throws Exception {
        var named = new ArrayList<String>(new HashSet<>(
                table.rows().stream().map(row -> row.alias().name()).toList()));
        table.differences().forEach(difference -> named.add(difference.name()));

        assertThat(table.version()).isEqualTo("0.20");
        assertThat(named).containsExactlyInAnyOrderElementsOf(theirs().keySet());
    }

    @Test
    void anAliasHasTheLabelsThatItReplacesOrSaysWhichItLacks() throws Exception {
        var theirs = theirs();
        for (var row : table.rows()) {
            var ours = new ArrayList<>(row.alias().labels().keySet());
            ours.addAll(row.without());
            assertThat(ours)
                    .as(row.alias().name())
                    .doesNotHaveDuplicates()
                    .containsAll(theirs.getOrDefault(row.alias().name(), List.of("?")));
            assertThat(theirs.get(row.alias().name())).containsAll(row.without());
        }
    }

    @Test
    void namesWhatToUseInsteadOrTheReasonSuffices() {
        assertThat(table.differences())
                .allMatch(difference -> difference.reason().endsWith("."));
    }

    @Test
    void aMetricOfTheUsersWithTheNameOfAnAliasIsToldWithFileAndLine() throws Exception {
        var catalog = Catalog.builtIn().with("mine.yaml", """
                subject: mine
                description: Mine.
                entries:
                  - name: mine
                    description: Mine.
                    sql: SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d
                    metrics:
                      - { name: pg_database.size, type: gauge, unit: By, description: A., value: a }
                      - { name: pg_settings.work_mem, type: gauge, unit: By, description: B., value: b }
                      - { name: pg.up, type: gauge, unit: "{server}", description: C., value: c }
                      - { name: shop.orders, type: gauge, unit: "{order}", description: D., value: d }
                """);

        assertThat(NamesShown.taken(NamingChoice.OPENTELEMETRY, catalog)).isEmpty();
        assertThat(NamesShown.taken(NamingChoice.BOTH, catalog))
                .hasSize(3)
                .allMatch(line -> line.startsWith("mine.yaml:4: metric pg"))
                .anyMatch(line -> line.contains("has the name pg_database_size_bytes, which naming both gives"));
        assertThat(NamesShown.of(NamingChoice.BOTH, catalog))
                .isNotEqualTo(NamesShown.of(NamingChoice.BOTH, Catalog.builtIn()));
    }
}
