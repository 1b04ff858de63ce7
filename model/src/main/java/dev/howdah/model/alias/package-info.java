/// Other names for our series, as other exporters gave them.
@NullMarked
package dev.howdah.model.alias;

import org.jspecify.annotations.NullMarked;
