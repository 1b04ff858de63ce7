/// What this program wants Armeria to do differently, for servers and clients alike.
@NullMarked
package dev.howdah.pipeline.armeria;

import org.jspecify.annotations.NullMarked;
