package dev.howdah.catalog;

import dev.howdah.catalog.relations.RelationLimits;

/// What a target's configuration wants of the catalog.
///
/// @param preset the smallest preset that an entry must be in
/// @param relations how much of a large schema is shown
public record Choice(Preset preset, RelationLimits relations) {
    public static Choice of(Preset preset) {
        return new Choice(preset, RelationLimits.DEFAULTS);
    }
}
