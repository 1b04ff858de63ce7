package dev.howdah.bench;

/// What was about to be timed is not right, so its time means nothing.
final class GateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GateException(String message) {
        super(message);
    }
}
