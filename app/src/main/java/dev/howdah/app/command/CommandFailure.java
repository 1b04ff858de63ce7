package dev.howdah.app.command;

/// A command cannot go on; the message is for people, one line with a cure.
final class CommandFailure extends RuntimeException {
    private final int status;

    CommandFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    CommandFailure(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    int status() {
        return status;
    }
}
