/// The HTTP endpoints that Prometheus and people read.
@NullMarked
package dev.howdah.pipeline.http;

import org.jspecify.annotations.NullMarked;
