/// Turns the query files of other collectors into catalog files.
@NullMarked
package dev.howdah.catalog.convert;

import org.jspecify.annotations.NullMarked;
