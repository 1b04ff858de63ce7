package dev.howdah.collector.scrape;

import dev.howdah.collector.target.RoleNames;
import dev.howdah.model.Attributes;
import java.util.Set;

/// Puts what may be seen in place of the names of roles among attributes.
///
/// @param marked attributes that an entry says to be names of roles
record RoleAttributes(RoleNames names, Set<String> marked) {
    /// These hold names of roles in every entry.
    private static final Set<String> ALWAYS = Set.of("user.name", "postgresql.role.name", "postgresql.rolname");

    Attributes shown(Attributes attributes) {
        if (names == RoleNames.SHOW) {
            return attributes;
        }
        var pairs = new String[2 * attributes.size()];
        for (int i = 0; i < attributes.size(); i++) {
            String key = attributes.key(i);
            String value = attributes.value(i);
            pairs[2 * i] = key;
            pairs[2 * i + 1] = ALWAYS.contains(key) || marked.contains(key) ? names.shown(value) : value;
        }
        return Attributes.of(pairs);
    }
}
