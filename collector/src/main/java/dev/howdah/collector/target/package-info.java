/// What is to be asked: targets as the configuration names them.
@NullMarked
package dev.howdah.collector.target;

import org.jspecify.annotations.NullMarked;
