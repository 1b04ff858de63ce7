package dev.howdah.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `./howdah` as a process of its own, with what it prints.
public final class HowdahProcess implements AutoCloseable {
    private final Process process;
    private final Output out;
    private final Output err;

    private HowdahProcess(Process process) {
        this.process = process;
        this.out = new Output(process.getInputStream(), "stdout");
        this.err = new Output(process.getErrorStream(), "stderr");
    }

    /// What a process printed so far.
    private static final class Output {
        private final StringBuilder text = new StringBuilder();
        private final Thread reader;

        private Output(InputStream stream, String name) {
            // a platform thread: reading a pipe would hold a virtual one's carrier, of which there are as few as cores
            reader = Thread.ofPlatform().daemon().name(name).start(() -> read(stream));
        }

        private void read(InputStream stream) {
            try (var lines = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
                var buffer = new char[8192];
                for (int read = lines.read(buffer); read >= 0; read = lines.read(buffer)) {
                    synchronized (text) {
                        text.append(buffer, 0, read);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String sofar() {
            synchronized (text) {
                return text.toString();
            }
        }
    }

    /// What a command that ended left.
    public record Ended(int status, String out, String err) {}

    public static Path home() {
        return Path.of(System.getProperty("howdah.home", "..")).toAbsolutePath().normalize();
    }

    public static HowdahProcess start(String... words) {
        return start(Map.of(), words);
    }

    public static HowdahProcess start(Map<String, String> environment, String... words) {
        // A build started by nohup, or in the background, hands down ignored signals, which a JVM then ignores too.
        var command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT"));
        command.add(home().resolve("howdah").toString());
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(environment);
        try {
            return new HowdahProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command to its end.
    public static Ended run(String... words) throws Exception {
        return run(Map.of(), words);
    }

    public static Ended run(Map<String, String> environment, String... words) throws Exception {
        try (var howdah = start(environment, words)) {
            return howdah.end(Duration.ofSeconds(60));
        }
    }

    /// Waits for the end.
    public Ended end(Duration limit) throws Exception {
        if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("howdah still runs after %s; it said:%n%s%n%s".formatted(limit, out(), err()));
        }
        out.reader.join();
        err.reader.join();
        return new Ended(process.exitValue(), out(), err());
    }

    /// Sends a signal: `TERM`, `HUP`, `INT`, `STOP`.
    public void signal(String name) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -%s ended with %d".formatted(name, status));
        }
    }

    /// Asks it to end in good order.
    public Ended terminate() throws Exception {
        signal("TERM");
        return end(Duration.ofSeconds(30));
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String out() {
        return out.sofar();
    }

    public String err() {
        return err.sofar();
    }

    /// Waits until the pattern occurs in what it prints, on either stream.
    public Matcher awaitOutput(Pattern pattern) throws Exception {
        Await.until("output matches " + pattern, () -> {
            if (!process.isAlive() && !pattern.matcher(out() + "\n" + err()).find()) {
                throw new AssertionError("howdah ended with %d before %s; it said:%n%s%n%s"
                        .formatted(process.exitValue(), pattern, out(), err()));
            }
            return pattern.matcher(out() + "\n" + err()).find();
        });
        var matcher = pattern.matcher(out() + "\n" + err());
        matcher.find();
        return matcher;
    }

    /// Waits for the text.
    public void awaitOutput(String text) throws Exception {
        awaitOutput(Pattern.compile(Pattern.quote(text)));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
