package dev.howdah.model.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @Test
    void findsATraceparentAmidOtherWords() {
        var found = new TraceContext(TRACE, SPAN, 3);
        assertThat(TraceContext.find("00-" + TRACE + "-" + SPAN + "-03")).contains(found);
        assertThat(TraceContext.find("shop 00-" + TRACE + "-" + SPAN + "-03, x"))
                .contains(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "psql",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-012"
            })
    void findsNoneElsewhere(String text) {
        assertThat(TraceContext.find(text)).isEmpty();
        assertThat(TraceContext.find(null)).isEmpty();
    }
}
