package dev.howdah.collector.scrape;

import dev.howdah.model.Attributes;
import dev.howdah.model.Resource;
import dev.howdah.model.SeriesRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What an inquiry adds, as values by `metric{attributes}`.
public final class PointsOf {
    private PointsOf() {}

    public static Map<String, Double> all(Consumer<TargetPoints> inquiry) {
        var points = new TargetPoints(
                new Resource("orders", Attributes.empty(), Attributes.empty()), new SeriesRegistry(), 1);
        points.begin(0);
        points.source("test");
        inquiry.accept(points);
        var values = new TreeMap<String, Double>();
        for (var batch : points.end()) {
            for (int i = 0; i < batch.size(); i++) {
                values.put(batch.series(i).toString(), batch.value(i));
            }
        }
        return values;
    }
}
