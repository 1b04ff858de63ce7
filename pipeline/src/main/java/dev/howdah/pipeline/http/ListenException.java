package dev.howdah.pipeline.http;

import org.jspecify.annotations.Nullable;

/// An endpoint could not listen. The message says why and what to change.
public final class ListenException extends RuntimeException {
    ListenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
