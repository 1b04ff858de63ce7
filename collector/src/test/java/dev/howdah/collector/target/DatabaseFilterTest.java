package dev.howdah.collector.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DatabaseFilterTest {
    @Test
    void excludesWhatMatchesAndWhatProvidersKeepForThemselves() {
        var filter = new DatabaseFilter(List.of("shop*", "or?ers"), List.of("*_scratch"));

        assertThat(filter.accepts("shop_eu")).isTrue();
        assertThat(filter.accepts("orders")).isTrue();
        assertThat(filter.accepts("shop_scratch")).isFalse();
        assertThat(filter.accepts("other")).isFalse();
        assertThat(DatabaseFilter.ALL.accepts("rdsadmin")).isFalse();
    }

    @Test
    void takesRegularExpressionSignsLiterally() {
        var filter = new DatabaseFilter(List.of("a.b+"), List.of());

        assertThat(filter.accepts("a.b+")).isTrue();
        assertThat(filter.accepts("axbb")).isFalse();
    }
}
