@NullMarked
package dev.howdah.app;

import org.jspecify.annotations.NullMarked;
