package dev.howdah.app.config;

import dev.howdah.catalog.yaml.YamlMap;
import dev.howdah.collector.target.EventSettings;
import dev.howdah.collector.target.EventSettings.QuerySampleCollection;
import dev.howdah.collector.target.EventSettings.TopQueryCollection;

/// Reads which events are collected, in the words of the OpenTelemetry Collector's receiver.
final class EventReader {
    private EventReader() {}

    /// @param collection a section `collection`; absent keys come from the defaults
    static EventSettings read(YamlMap collection, EventSettings defaults) {
        try (var events = collection.map("events")) {
            return new EventSettings(
                    enabled(events, "db.server.query_sample", defaults.querySample()),
                    samples(collection, defaults.querySampleCollection()),
                    enabled(events, "db.server.top_query", defaults.topQuery()),
                    top(collection, defaults.topQueryCollection()));
        }
    }

    private static boolean enabled(YamlMap events, String name, boolean absent) {
        try (var event = events.map(name)) {
            return event.bool("enabled", absent);
        }
    }

    private static QuerySampleCollection samples(YamlMap collection, QuerySampleCollection defaults) {
        try (var map = collection.map("query_sample_collection")) {
            return new QuerySampleCollection(
                    map.integer("max_rows_per_query", defaults.maxRowsPerQuery(), 1, 10_000),
                    map.duration("interval", defaults.interval()));
        }
    }

    private static TopQueryCollection top(YamlMap collection, TopQueryCollection defaults) {
        try (var map = collection.map("top_query_collection")) {
            return new TopQueryCollection(
                    map.integer("max_rows_per_query", defaults.maxRowsPerQuery(), 1, 1_000_000),
                    map.integer("top_n_query", defaults.topNQuery(), 1, 10_000),
                    map.integer("max_explain_each_interval", defaults.maxExplainEachInterval(), 0, 10_000),
                    map.integer("query_plan_cache_size", defaults.queryPlanCacheSize(), 1, 100_000),
                    map.duration("query_plan_cache_ttl", defaults.queryPlanCacheTtl()),
                    map.duration("collection_interval", defaults.collectionInterval()));
        }
    }
}
