/// Finds out what a target would bring and what it lacks, for `howdah check`.
@NullMarked
package dev.howdah.collector.check;

import org.jspecify.annotations.NullMarked;
