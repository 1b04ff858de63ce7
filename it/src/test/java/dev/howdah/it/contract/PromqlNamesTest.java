package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.it.contract.PromqlNames.Selector;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromqlNamesTest {
    @Test
    void findsMetricsAndLabels() {
        var names = PromqlNames.of("""
                sum by (a, b) (rate(m_total{x="by (z)", y=~'u|v'}[5m])) / ignoring (c) group_left (d) (n > bool 1.2e9)
                unless max without (e) (o offset 5m) and time() - p == 1
                """);

        assertThat(names.selectors())
                .containsExactly(
                        new Selector("m_total", Set.of("x", "y")),
                        new Selector("n", Set.of()),
                        new Selector("o", Set.of()),
                        new Selector("p", Set.of()));
        assertThat(names.labels()).containsExactly("a", "b", "c", "d", "e");
    }
}
