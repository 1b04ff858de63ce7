package dev.howdah.app.command;

import java.util.List;
import java.util.logging.LogManager;

/// Sets logging up before the first logger is made. Everything goes to standard error.
public final class Logging {
    private Logging() {}

    /// A service logs what happens; the other commands say it themselves, and log only what is wrong.
    public static void setUp(String[] words) {
        var all = List.of(words);
        String level = all.contains("--verbose") ? "debug" : all.contains("run") ? "info" : "warn";
        System.setProperty("org.slf4j.simpleLogger.log.dev.howdah", level);
        // pgjdbc logs to java.util.logging what it also throws
        LogManager.getLogManager().reset();
    }
}
