@NullMarked
package dev.howdah.security;

import org.jspecify.annotations.NullMarked;
