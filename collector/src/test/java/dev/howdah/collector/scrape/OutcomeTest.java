package dev.howdah.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void followsTheSqlState() {
        assertThat(Outcome.of("42501")).isEqualTo(Outcome.DENIED);
        assertThat(Outcome.of("42703")).isEqualTo(Outcome.MISSING);
        assertThat(Outcome.of("57014")).isEqualTo(Outcome.TIMEOUT);
        assertThat(Outcome.of("55P03")).isEqualTo(Outcome.LOCKED);
        assertThat(Outcome.of("57P01")).isEqualTo(Outcome.DISCONNECTED);
        assertThat(Outcome.of("08006")).isEqualTo(Outcome.DISCONNECTED);
        assertThat(Outcome.of("22012")).isEqualTo(Outcome.ERROR);
        assertThat(Outcome.of("null")).isEqualTo(Outcome.ERROR);
    }
}
