/// Exports scrapes by OTLP, over gRPC or HTTP, and accounts for every point.
@NullMarked
package dev.howdah.pipeline.otlp;

import org.jspecify.annotations.NullMarked;
