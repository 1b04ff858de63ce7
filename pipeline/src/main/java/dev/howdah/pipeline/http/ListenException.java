package dev.howdah.pipeline.http;

/// An endpoint could not listen. The message says why and what to change.
public final class ListenException extends RuntimeException {
    ListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
