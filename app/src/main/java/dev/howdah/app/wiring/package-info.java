/// All rooms put together, by hand, in one class.
@NullMarked
package dev.howdah.app.wiring;

import org.jspecify.annotations.NullMarked;
