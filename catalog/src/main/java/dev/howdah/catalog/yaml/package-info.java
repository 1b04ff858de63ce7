/// Strict reading of YAML files: every key is known, every fault has file and line, and all faults come at once.
@NullMarked
package dev.howdah.catalog.yaml;

import org.jspecify.annotations.NullMarked;
