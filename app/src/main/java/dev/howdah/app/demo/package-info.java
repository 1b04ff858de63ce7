/// PostgreSQL servers of Howdah's own: for the demo, its workload, and the tests.
@NullMarked
package dev.howdah.app.demo;

import org.jspecify.annotations.NullMarked;
