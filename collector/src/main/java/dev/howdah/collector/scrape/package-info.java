/// Scrapes: which entries are due in a slot, running them within the budget, and turning rows into points.
@NullMarked
package dev.howdah.collector.scrape;

import org.jspecify.annotations.NullMarked;
