/// The commands of ./howdah.
@NullMarked
package dev.howdah.app.command;

import org.jspecify.annotations.NullMarked;
