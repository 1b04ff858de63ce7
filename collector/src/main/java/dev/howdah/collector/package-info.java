/// Asks all targets, each in its own slots.
@NullMarked
package dev.howdah.collector;

import org.jspecify.annotations.NullMarked;
