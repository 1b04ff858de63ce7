/// Tests that run the shipped program, through its launcher, against real servers.
@NullMarked
package dev.howdah.it;

import org.jspecify.annotations.NullMarked;
