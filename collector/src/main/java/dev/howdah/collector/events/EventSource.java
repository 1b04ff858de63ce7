package dev.howdah.collector.events;

import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.session.Session;
import dev.howdah.model.log.LogRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// One kind of event of one target. Used by one thread.
interface EventSource {
    /// The event's name, `db.server.query_sample`.
    String name();

    Duration interval();

    /// Whether it can be collected from a server.
    Decision decide(Detection detection);

    /// What was found.
    ///
    /// @param truncated whether there was more than may be looked at
    record Found(List<LogRecord> records, boolean truncated) {}

    /// One look.
    ///
    /// @param nowNanos the time of what is found, in nanoseconds since the epoch
    Found collect(Session session, Detection detection, long nowNanos) throws SQLException;
}
