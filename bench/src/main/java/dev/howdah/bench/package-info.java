/// Benchmarks of the whole program, each with a correctness gate before its timing.
@NullMarked
package dev.howdah.bench;

import org.jspecify.annotations.NullMarked;
