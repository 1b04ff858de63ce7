package dev.howdah.collector.scrape;

import dev.howdah.collector.target.RoleNames;
import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import dev.howdah.model.Resource;
import dev.howdah.model.Series;
import dev.howdah.model.SeriesRegistry;
import java.util.Set;

/// The series of one target, with what may be seen in place of the names of roles.
///
/// @param roleAttributes attributes that an entry says to be names of roles
record SeriesOf(Resource resource, SeriesRegistry registry, RoleNames roleNames, Set<String> roleAttributes) {
    /// These hold names of roles in every entry.
    private static final Set<String> ALWAYS = Set.of("user.name", "postgresql.role.name", "postgresql.rolname");

    Series resolve(Metric metric, Attributes attributes) {
        return registry.resolve(metric, resource, shown(attributes));
    }

    void release(Series series) {
        registry.release(series);
    }

    private Attributes shown(Attributes attributes) {
        if (roleNames == RoleNames.SHOW) {
            return attributes;
        }
        var pairs = new String[2 * attributes.size()];
        for (int i = 0; i < attributes.size(); i++) {
            String key = attributes.key(i);
            String value = attributes.value(i);
            boolean role = ALWAYS.contains(key) || roleAttributes.contains(key);
            pairs[2 * i] = key;
            pairs[2 * i + 1] = role ? roleNames.shown(value) : value;
        }
        return Attributes.of(pairs);
    }
}
