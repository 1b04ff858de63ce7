/// The language all rooms speak: resource, metric, series and point batch. No I/O.
@NullMarked
package dev.howdah.model;

import org.jspecify.annotations.NullMarked;
