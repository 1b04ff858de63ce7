@NullMarked
package dev.howdah.pipeline;

import org.jspecify.annotations.NullMarked;
