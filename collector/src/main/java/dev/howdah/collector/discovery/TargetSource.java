package dev.howdah.collector.discovery;

import dev.howdah.collector.target.Target;
import java.time.Duration;
import java.util.List;

/// Where targets are found. Two equal sources find alike, so a reload leaves them alone.
public interface TargetSource {
    /// What it is called in logs and metrics: `dns _postgresql._tcp.db.example`.
    String name();

    /// How long to wait between two looks.
    Duration refresh();

    /// Looks once, in bounded time.
    ///
    /// @throws DiscoveryException when it cannot say which targets there are
    List<Target> find() throws DiscoveryException, InterruptedException;
}
