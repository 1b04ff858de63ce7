@NullMarked
package dev.howdah.collector;

import org.jspecify.annotations.NullMarked;
