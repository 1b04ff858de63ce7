package dev.howdah.collector.target;

import java.time.Duration;

/// Which events of a target are collected, and how, in the words of the OpenTelemetry Collector's receiver.
///
/// @param querySample whether `db.server.query_sample` is
/// @param topQuery whether `db.server.top_query` is
public record EventSettings(
        boolean querySample,
        QuerySampleCollection querySampleCollection,
        boolean topQuery,
        TopQueryCollection topQueryCollection) {
    /// None.
    public static final EventSettings NONE =
            new EventSettings(false, QuerySampleCollection.DEFAULTS, false, TopQueryCollection.DEFAULTS);

    /// How sessions are sampled.
    ///
    /// @param maxRowsPerQuery sessions in one sampling, those that take longest
    public record QuerySampleCollection(int maxRowsPerQuery, Duration interval) {
        public static final QuerySampleCollection DEFAULTS = new QuerySampleCollection(100, Duration.ofSeconds(10));
    }

    /// How top queries are found.
    ///
    /// @param maxRowsPerQuery entries of `pg_stat_statements` that are looked at
    /// @param topNQuery statements that are told of in one interval
    /// @param maxExplainEachInterval plans that are asked for in one interval; 0 for none
    public record TopQueryCollection(
            int maxRowsPerQuery,
            int topNQuery,
            int maxExplainEachInterval,
            int queryPlanCacheSize,
            Duration queryPlanCacheTtl,
            Duration collectionInterval) {
        public static final TopQueryCollection DEFAULTS =
                new TopQueryCollection(10_000, 100, 0, 1000, Duration.ofHours(1), Duration.ofSeconds(60));
    }

    public boolean any() {
        return querySample || topQuery;
    }
}
