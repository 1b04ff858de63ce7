/// Events of targets: what sessions do now, and which statements took most of the time.
@NullMarked
package dev.howdah.collector.events;

import org.jspecify.annotations.NullMarked;
