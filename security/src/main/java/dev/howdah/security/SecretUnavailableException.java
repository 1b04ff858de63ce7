package dev.howdah.security;

/// A reference to a secret that leads nowhere now. The message names the reference and the cure, never a value.
public final class SecretUnavailableException extends Exception {
    public SecretUnavailableException(String message) {
        super(message);
    }

    SecretUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
