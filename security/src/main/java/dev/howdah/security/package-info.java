/// Secrets: how the configuration names them, when they are read, and that they are never printed.
@NullMarked
package dev.howdah.security;

import org.jspecify.annotations.NullMarked;
