/// What Howdah asks PostgreSQL, as data: the files, their strict loader, and the decision what runs where.
@NullMarked
package dev.howdah.catalog;

import org.jspecify.annotations.NullMarked;
