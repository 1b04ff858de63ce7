package dev.howdah.collector.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.catalog.Choice;
import dev.howdah.catalog.Preset;
import dev.howdah.collector.target.DatabaseFilter;
import dev.howdah.collector.target.PostgresUrl;
import dev.howdah.collector.target.Target;
import dev.howdah.model.Attributes;
import dev.howdah.model.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private final LinkedBlockingQueue<List<String>> applied = new LinkedBlockingQueue<>();

    private static Target target(String name, String host) {
        return new Target(
                name,
                PostgresUrl.parse("postgresql://anna@%s/shop".formatted(host)),
                null,
                DatabaseFilter.ALL,
                Attributes.of("team", "birds"),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Choice.of(Preset.STANDARD),
                Target.DEFAULT_DATABASE_SESSIONS);
    }

    /// A source that finds what it is handed; nothing stands for a failure.
    private record Handed(String name, SynchronousQueue<List<Target>> looks) implements TargetSource {
        @Override
        public Duration refresh() {
            return Duration.ofMillis(1);
        }

        @Override
        public List<Target> find() throws DiscoveryException, InterruptedException {
            var found = looks.take();
            if (found.isEmpty()) {
                throw new DiscoveryException("is away", null);
            }
            return found;
        }
    }

    private List<String> next() throws InterruptedException {
        return applied.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void whatIsFoundStandsBesideTheConfiguredAndStaysWhenItsSourceFails() throws Exception {
        var looks = new SynchronousQueue<List<Target>>();
        var source = new Handed("birds", looks);
        try (var discovery = new Discovery(
                targets -> applied.add(targets.stream()
                        .map(target -> target.name() + "@" + target.url().host())
                        .toList()),
                new Telemetry())) {
            discovery.apply(List.of(target("fixed", "a")), List.of(source));
            assertThat(next()).containsExactly("fixed@a");
            assertThat(discovery.firstLooksDone()).isFalse();

            looks.put(List.of(target("fixed", "b"), target("wren", "c")));
            assertThat(next()).containsExactly("fixed@a", "wren@c");

            looks.put(List.of());
            looks.put(List.of(target("wren", "c"), target("finch", "d")));
            assertThat(next()).containsExactly("fixed@a", "wren@c", "finch@d");
            assertThat(discovery.firstLooksDone()).isTrue();

            discovery.apply(List.of(), List.of(source));
            assertThat(next()).containsExactly("wren@c", "finch@d");
        }
    }

    @Test
    void aTemplateFillsNameAndUrl() throws Exception {
        var template = new TargetTemplate("{host} {port}", "postgresql://eve@{host}:{port}/shop", target("x", "y"));

        var made = template.of(Map.of("host", TargetTemplate.host("fe80::1"), "port", "5433"));

        assertThat(made.name()).isEqualTo("[fe80::1] 5433");
        assertThat(made.url().host()).isEqualTo("fe80::1");
        assertThat(made.url().port()).isEqualTo(5433);
        assertThat(made.labels().get("team")).isEqualTo("birds");
    }

    @Test
    void aHostThatWouldChangeTheUrlIsRefused() {
        var template = new TargetTemplate("{host}", "postgresql://eve@{host}:{port}/shop", target("x", "y"));

        assertThatThrownBy(() -> template.of(Map.of("host", "evil/shop?sslmode=disable&", "port", "1")))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageContaining("cannot stand in a URL");
    }

    @Test
    void aPlaceThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> TargetTemplate.fill("{hots}", Map.of("host", "a", "port", "1")))
                .hasMessageContaining("{hots}")
                .hasMessageContaining("expected one of {host}, {port}");
    }
}
