/// The names that other exporters gave to what we show, as data: the files and their strict loader.
@NullMarked
package dev.howdah.catalog.naming;

import org.jspecify.annotations.NullMarked;
