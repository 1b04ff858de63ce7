package dev.howdah.app.demo;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs other programs, in an environment without PostgreSQL's and translators' variables, never longer than allowed.
final class Command {
    private Command() {}

    /// A command that is not started yet.
    static ProcessBuilder of(List<String> words) {
        var builder = new ProcessBuilder(words);
        builder.redirectInput(new File("/dev/null"));
        builder.redirectErrorStream(true);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG"));
        environment.put("LC_ALL", "C");
        return builder;
    }

    /// Whether the command exists and ends well.
    static boolean succeeds(List<String> words) {
        try {
            return await(of(words).redirectOutput(Redirect.DISCARD).start(), words, Duration.ofSeconds(10)) == 0;
        } catch (IOException _) {
            return false; // there is no such program
        }
    }

    /// Runs the prepared command to the end.
    ///
    /// @return the exit code
    static int run(ProcessBuilder command, Duration limit) {
        try {
            return await(command.start(), command.command(), limit);
        } catch (IOException e) {
            throw new ServerException(
                    "%s: cannot be run (%s)".formatted(command.command().getFirst(), e.getMessage()), e);
        }
    }

    private static int await(Process process, List<String> words, Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new ServerException("%s: still running after %d s, stopped it".formatted(words, limit.toSeconds()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("%s: interrupted".formatted(words), e);
        } finally {
            process.destroyForcibly();
        }
    }
}
