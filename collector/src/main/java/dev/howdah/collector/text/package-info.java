/// Texts that a server hands out, without what may be secret in them.
@NullMarked
package dev.howdah.collector.text;

import org.jspecify.annotations.NullMarked;
