/// What the catalog promises about PostgreSQL, on every major and in every role: entries run, and values are right.
@NullMarked
package dev.howdah.it.contract;

import org.jspecify.annotations.NullMarked;
