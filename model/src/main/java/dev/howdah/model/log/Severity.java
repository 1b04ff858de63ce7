package dev.howdah.model.log;

/// How grave a log record is, with OpenTelemetry's numbers.
public enum Severity {
    TRACE(1),
    DEBUG(5),
    INFO(9),
    WARN(13),
    ERROR(17),
    FATAL(21);

    private final int number;

    Severity(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
