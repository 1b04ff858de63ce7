package dev.howdah.collector.scrape;

import dev.howdah.catalog.Catalog;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.target.Target;
import dev.howdah.model.Scrape;

/// Scrapes one target, slot by slot. Used by one thread at a time.
public interface Scraper extends AutoCloseable {
    /// How a scrape ended.
    sealed interface Result {
        Scrape scrape();

        /// The server answered.
        record Up(Scrape scrape) implements Result {}

        /// It did not; the scrape only says so.
        record Down(Scrape scrape, ConnectException why) implements Result {}
    }

    /// Asks everything that is due in a slot, within the target's time-out.
    ///
    /// @param latenessNanos time from the slot to now
    Result scrape(long slotNanos, long latenessNanos);

    /// The scrape of a slot in which the target was not tried, because it failed shortly before.
    Scrape skipped(long slotNanos, ConnectException.Reason reason);

    /// From the next slot on the same server is asked this. May be called by any thread. A target that the catalog says
    /// nothing about does not mind.
    ///
    /// @param changed the same server, see [Target#sameServer(Target)]
    default void ask(Catalog catalog, Target changed) {}

    /// Ends the connection and releases the target's series.
    @Override
    void close();
}
