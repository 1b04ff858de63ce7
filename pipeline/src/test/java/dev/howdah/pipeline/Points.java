package dev.howdah.pipeline;

import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.model.NumberKind;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Resource;
import dev.howdah.model.Scrape;
import dev.howdah.model.SeriesRegistry;
import java.util.List;

/// Makes scrapes for tests.
public final class Points {
    public static final long SECOND = 1_000_000_000L;

    private final SeriesRegistry registry = new SeriesRegistry();
    private final long timeNanos;

    public Points(long timeNanos) {
        this.timeNanos = timeNanos;
    }

    public static Resource resource(String target, String... labels) {
        return new Resource(
                target,
                Attributes.of(labels),
                Attributes.of("service.instance.id", "id-of-" + target, "server.address", target + ".internal"));
    }

    public static Metric gauge(String name, String unit) {
        return new Metric(name, "Help of " + name + ".", unit, MetricType.GAUGE, NumberKind.INTEGER);
    }

    public static Metric counter(String name, String unit) {
        return new Metric(name, "Help of " + name + ".", unit, MetricType.COUNTER, NumberKind.INTEGER);
    }

    public static Metric real(String name, String unit) {
        return new Metric(name, "Help of " + name + ".", unit, MetricType.GAUGE, NumberKind.DOUBLE);
    }

    public Source source(String name, Resource resource) {
        return new Source(name, resource, timeNanos, 30 * SECOND);
    }

    public Source source(String name, Resource resource, long time, long freshFor) {
        return new Source(name, resource, time, freshFor);
    }

    /// A scrape of one source with that many points.
    public Scrape scrape(String target, int points) {
        var source = source("source", resource(target));
        for (int i = 0; i < points; i++) {
            source.add(gauge("m", "1"), i, "i", Integer.toString(i));
        }
        return source.scrape();
    }

    public final class Source {
        private final Resource resource;
        private final long time;
        private final PointBatch.Builder batch;

        private Source(String name, Resource resource, long time, long freshFor) {
            this.resource = resource;
            this.time = time;
            this.batch = PointBatch.builder(name, time, freshFor);
        }

        public Source add(Metric metric, long bits, String... attributes) {
            batch.add(registry.resolve(metric, resource, Attributes.of(attributes)), bits, 0);
            return this;
        }

        public Source addSince(Metric metric, long bits, long startNanos, String... attributes) {
            batch.add(registry.resolve(metric, resource, Attributes.of(attributes)), bits, startNanos);
            return this;
        }

        public Source add(Metric metric, double value, String... attributes) {
            return add(metric, Double.doubleToRawLongBits(value), attributes);
        }

        public PointBatch batch() {
            return batch.build();
        }

        public Scrape scrape() {
            return new Scrape(resource, time, true, List.of(batch()));
        }
    }
}
