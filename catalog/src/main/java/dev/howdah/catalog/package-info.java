@NullMarked
package dev.howdah.catalog;

import org.jspecify.annotations.NullMarked;
