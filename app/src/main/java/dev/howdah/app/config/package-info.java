/// The configuration file: its records, their defaults, and the strict reader.
@NullMarked
package dev.howdah.app.config;

import org.jspecify.annotations.NullMarked;
