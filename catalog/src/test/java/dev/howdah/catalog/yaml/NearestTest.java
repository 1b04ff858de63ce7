package dev.howdah.catalog.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private final List<String> known = List.of("interval", "timeout", "preset");

    @Test
    void findsTheWordThatWasMeant() {
        assertThat(Nearest.to("intreval", known)).contains("interval");
        assertThat(Nearest.to("time_out", known)).contains("timeout");
    }

    @Test
    void suggestsNothingForAnUnrelatedWord() {
        assertThat(Nearest.to("password", known)).isEmpty();
    }
}
