/// The newest slot of every target, and its translation to the Prometheus text formats. No network.
@NullMarked
package dev.howdah.pipeline.prometheus;

import org.jspecify.annotations.NullMarked;
