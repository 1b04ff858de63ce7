/// Asks a pgBouncer over its admin console.
@NullMarked
package dev.howdah.collector.pgbouncer;

import org.jspecify.annotations.NullMarked;
