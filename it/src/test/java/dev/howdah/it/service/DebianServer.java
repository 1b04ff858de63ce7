package dev.howdah.it.service;

import dev.howdah.it.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A server from an unpacked tree of Debian's packages, as a process of its own. Root runs it as nobody, because many
/// refuse root.
final class DebianServer implements AutoCloseable {
    private static final List<String> AS_NOBODY = asNobody();

    private final Process process;
    private final Path log;

    private DebianServer(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Starts a program.
    ///
    /// @param program below the tree
    /// @param folder where it runs, and leaves its log
    static DebianServer start(Path tree, Path folder, Map<String, String> environment, String program, String... words)
            throws IOException {
        var command = new ArrayList<>(AS_NOBODY);
        command.add(tree.resolve(program).toString());
        command.addAll(List.of(words));
        var log = folder.resolve(Path.of(program).getFileName() + "-" + System.nanoTime() + ".log");
        if (AS_NOBODY.contains("setpriv")) {
            run("chown", "-R", "65534:65534", folder.toString());
        }
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()));
        builder.environment().put("LD_LIBRARY_PATH", libraries(tree));
        builder.environment().putAll(environment);
        return new DebianServer(builder.start(), log);
    }

    /// A folder of its own that nobody may enter.
    static Path folder() throws IOException {
        return Files.createTempDirectory("howdah-it-");
    }

    static void delete(Path folder) throws IOException {
        run("rm", "-rf", folder.toString());
    }

    static int run(String... command) throws IOException {
        try {
            return new ProcessBuilder(command).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + ": interrupted", e);
        }
    }

    private static List<String> asNobody() {
        try {
            if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0) {
                return List.of();
            }
            return run("unshare", "-U", "true") == 0
                    ? List.of("unshare", "-U")
                    : List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String libraries(Path tree) throws IOException {
        try (var above = Files.list(tree.resolve("usr/lib"))) {
            return above.filter(folder -> folder.toString().endsWith("-linux-gnu"))
                    .map(folder -> folder + ":" + tree.resolve("lib").resolve(folder.getFileName()))
                    .collect(Collectors.joining(":"));
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Waits until it is ready, and ends it when it does not become so.
    void await(String what, Ready ready) throws Exception {
        try {
            awaitReady(what, ready);
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private void awaitReady(String what, Ready ready) throws Exception {
        Await.until(what, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("%s ended with %d: %s".formatted(what, process.exitValue(), said()));
            }
            try {
                return ready.isReady();
            } catch (Exception e) {
                return false; // not yet
            }
        });
    }

    /// Whether a server answers; an exception says no.
    interface Ready {
        boolean isReady() throws Exception;
    }

    String said() throws IOException {
        return Files.readString(log);
    }

    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /// Ends it in good order, and at once when it does not within some seconds.
    void terminate() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        close();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
