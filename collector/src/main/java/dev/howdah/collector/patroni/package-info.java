/// Asks a Patroni over its REST API.
@NullMarked
package dev.howdah.collector.patroni;

import org.jspecify.annotations.NullMarked;
