/// Sessions with PostgreSQL: opening, their safety settings, and what kind of server is at the other end.
@NullMarked
package dev.howdah.collector.session;

import org.jspecify.annotations.NullMarked;
