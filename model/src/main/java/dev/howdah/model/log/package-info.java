/// Log records, which carry events.
@NullMarked
package dev.howdah.model.log;

import org.jspecify.annotations.NullMarked;
