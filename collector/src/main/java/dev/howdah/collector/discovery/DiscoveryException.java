package dev.howdah.collector.discovery;

import org.jspecify.annotations.Nullable;

/// A source that cannot say which targets there are. The message says what was seen and what to do.
public final class DiscoveryException extends Exception {
    public DiscoveryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
