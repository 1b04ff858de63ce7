package dev.howdah.it;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Programs of Debian's packages. What is not installed is fetched and unpacked below `it/target`, which needs no root.
public final class DebianPackages {
    private DebianPackages() {}

    /// A program of a package.
    ///
    /// @throws AssertionError when it can neither be found nor fetched
    public static synchronized Path program(String name, String program) throws Exception {
        var installed = Path.of("/usr/bin", program);
        if (Files.isExecutable(installed)) {
            return installed;
        }
        return tree(name, name).resolve("usr/bin").resolve(program);
    }

    /// The folder in which packages are unpacked together, with what they need beyond a minimal Debian.
    ///
    /// @param folder its name
    public static synchronized Path tree(String folder, String... packages) throws Exception {
        var fetched = HowdahProcess.home().resolve("it/target/debian").resolve(folder);
        if (!Files.isDirectory(fetched)) {
            // Another test JVM may want the same.
            var lock = Files.createDirectories(fetched.getParent()).resolve(folder + ".lock");
            try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = channel.lock()) {
                if (held.isValid() && !Files.isDirectory(fetched)) {
                    fetch(folder, List.of(packages), fetched);
                }
            }
        }
        return fetched;
    }

    /// The package lists may be absent, as in a fresh image; then they are fetched too, into a folder of our own.
    private static void fetch(String name, List<String> packages, Path fetched) throws Exception {
        var arrival = Files.createTempDirectory(Files.createDirectories(fetched.getParent()), name + "-");
        if (!succeeds(arrival, aptGet(List.of(), "download", packages))) {
            Files.createDirectories(arrival.resolve("lists/partial"));
            Files.createDirectories(arrival.resolve("cache/archives/partial"));
            var own = List.of(
                    "-o",
                    "Dir::State::lists=" + arrival.resolve("lists"),
                    "-o",
                    "Dir::Cache=" + arrival.resolve("cache"));
            must(arrival, name, aptGet(own, "update", List.of()));
            must(arrival, name, aptGet(own, "download", packages));
        }
        must(arrival, name, List.of("sh", "-c", "for each in *.deb; do dpkg -x \"$each\" unpacked || exit 1; done"));
        Files.move(arrival.resolve("unpacked"), fetched, StandardCopyOption.ATOMIC_MOVE);
        must(fetched, name, List.of("rm", "-rf", arrival.toString()));
    }

    private static List<String> aptGet(List<String> options, String word, List<String> packages) {
        var command = new ArrayList<>(List.of("apt-get"));
        command.addAll(options);
        command.add(word);
        command.addAll(packages);
        return command;
    }

    private static void must(Path folder, String name, List<String> command) throws Exception {
        if (!succeeds(folder, command)) {
            throw new AssertionError("%s: is not installed, and '%s' failed — install Debian's package; it said: %s"
                    .formatted(name, String.join(" ", command), Files.readString(folder.resolve("log"))));
        }
    }

    private static boolean succeeds(Path folder, List<String> command) throws Exception {
        var log = folder.resolve("log");
        try {
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(3, TimeUnit.MINUTES);
            process.destroyForcibly();
            return ended && process.waitFor() == 0;
        } catch (IOException e) {
            Files.writeString(log, String.valueOf(e.getMessage()), StandardCharsets.UTF_8);
            return false;
        }
    }
}
