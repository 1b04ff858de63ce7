/// Finds targets that the configuration does not name one by one.
@NullMarked
package dev.howdah.collector.discovery;

import org.jspecify.annotations.NullMarked;
