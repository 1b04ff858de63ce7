package dev.howdah.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.catalog.yaml.InvalidFileException;
import dev.howdah.collector.target.EventSettings;
import dev.howdah.collector.target.EventSettings.QuerySampleCollection;
import dev.howdah.collector.target.EventSettings.TopQueryCollection;
import dev.howdah.collector.target.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventConfigurationTest {
    private static final String TARGETS = """
            targets:
              - { name: orders, url: "postgresql://howdah@db1/postgres" }
              - name: stock
                url: postgresql://howdah@db2/postgres
                collection:
                  events: { db.server.top_query: { enabled: true }, db.server.query_sample: { enabled: false } }
                  top_query_collection: { top_n_query: 7 }
            """;

    private static List<EventSettings> read(String text) throws InvalidFileException {
        return new ConfigurationFile(_ -> null)
                .read("howdah.yaml", text).targets().stream()
                        .map(Target::events)
                        .toList();
    }

    @Test
    void noneIsCollectedByDefault() throws Exception {
        assertThat(read("targets: [{ name: a, url: 'postgresql://h@db1/postgres' }]\n"))
                .containsExactly(EventSettings.NONE);
        assertThat(EventSettings.NONE.any()).isFalse();
        assertThat(QuerySampleCollection.DEFAULTS).isEqualTo(new QuerySampleCollection(100, Duration.ofSeconds(10)));
        assertThat(TopQueryCollection.DEFAULTS)
                .isEqualTo(new TopQueryCollection(10_000, 100, 0, 1000, Duration.ofHours(1), Duration.ofMinutes(1)));
    }

    @Test
    void aTargetMayDifferInEachKey() throws Exception {
        var samples = new QuerySampleCollection(11, Duration.ofSeconds(12));
        assertThat(read(TARGETS + """
                collection:
                  events: { db.server.query_sample: { enabled: true } }
                  query_sample_collection: { max_rows_per_query: 11, interval: 12s }
                  top_query_collection:
                    max_rows_per_query: 21
                    top_n_query: 22
                    max_explain_each_interval: 23
                    query_plan_cache_size: 24
                    query_plan_cache_ttl: 25m
                    collection_interval: 26s
                exporters: { otlp: { endpoint: "http://localhost:4317" } }
                """))
                .containsExactly(
                        new EventSettings(
                                true,
                                samples,
                                false,
                                new TopQueryCollection(21, 22, 23, 24, Duration.ofMinutes(25), Duration.ofSeconds(26))),
                        new EventSettings(
                                false,
                                samples,
                                true,
                                new TopQueryCollection(21, 7, 23, 24, Duration.ofMinutes(25), Duration.ofSeconds(26))));
    }

    @Test
    void refusesEventsThatNobodyTakes() {
        assertThatThrownBy(() -> read(TARGETS))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining(
                        "exporters: events are enabled, but no exporter takes them — add otlp or otlphttp, or disable collection.events");
    }

    @Test
    void suggestsTheNameOfAnEvent() {
        assertThatThrownBy(() -> read("""
                targets: [{ name: a, url: "postgresql://h@db1/postgres" }]
                collection: { events: { db.server.top_querys: { enabled: true } } }
                """)).hasMessageContaining("did you mean 'db.server.top_query'?");
    }
}
