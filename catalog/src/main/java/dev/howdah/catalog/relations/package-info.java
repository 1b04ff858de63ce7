/// Which relations of a large schema are shown one by one.
@NullMarked
package dev.howdah.catalog.relations;

import org.jspecify.annotations.NullMarked;
