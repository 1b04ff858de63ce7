/// Passes scrapes on: to the store of newest slots behind the Prometheus endpoint, and to OTLP exporters.
@NullMarked
package dev.howdah.pipeline;

import org.jspecify.annotations.NullMarked;
