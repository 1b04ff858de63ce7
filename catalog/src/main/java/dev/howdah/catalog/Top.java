package dev.howdah.catalog;

import java.util.List;
import java.util.Map;

/// Of an entry's accumulated rows, those that grow most are shown one by one too. Who is shown stays
/// shown until others have clearly grown more, so that series do not come and go.
///
/// @param limit how many are shown
/// @param by the column whose growth ranks them
/// @param attributes column by attribute; rows with equal ones are added up
/// @param metrics counters
public record Top(int limit, String by, Map<String, String> attributes, List<MetricDefinition.Values> metrics) {
    public Top {
        metrics = List.copyOf(metrics);
    }
}
