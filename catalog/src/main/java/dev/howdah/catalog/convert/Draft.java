package dev.howdah.catalog.convert;

import dev.howdah.catalog.Role;
import dev.howdah.catalog.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An entry in the making.
///
/// @param interval zero for every scrape
/// @param timeout zero for the catalog's default
/// @param branches in the order of their versions, without gaps
/// @param attributes column by attribute
record Draft(
        String name,
        String description,
        Role role,
        Scope scope,
        @Nullable String extension,
        Duration interval,
        Duration timeout,
        List<Branch> branches,
        Map<String, String> attributes,
        List<Metric> metrics) {
    /// SQL for some majors.
    ///
    /// @param until last major; `Integer.MAX_VALUE` when there is none
    record Branch(int since, int until, String sql) {}

    /// A column that becomes a metric.
    record Metric(String name, boolean counter, String description, String column) {}

    Draft named(String other) {
        return new Draft(other, description, role, scope, extension, interval, timeout, branches, attributes, metrics);
    }

    Draft reading(List<Branch> others, @Nullable String from) {
        return new Draft(name, description, role, scope, from, interval, timeout, others, attributes, metrics);
    }

    int since() {
        return branches.getFirst().since();
    }

    int until() {
        return branches.getLast().until();
    }
}
