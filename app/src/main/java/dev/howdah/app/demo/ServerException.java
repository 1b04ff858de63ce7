package dev.howdah.app.demo;

import org.jspecify.annotations.Nullable;

/// An own PostgreSQL server that cannot be had; the message says in one line what failed and what to do.
public final class ServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServerException(String message) {
        super(message);
    }

    ServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
