/// What Howdah counts about itself.
@NullMarked
package dev.howdah.model.telemetry;

import org.jspecify.annotations.NullMarked;
