package dev.howdah.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// As whom servers run. PostgreSQL refuses to run as root, so root runs it in a user namespace of its own, where it is
/// nobody, or, where that is forbidden, as the real user `nobody`.
///
/// @param prefix the words before a command that make it run as that user
/// @param nobody whether it is the real `nobody`, who must be given the files it works with
/// @param leash the words after the prefix that make a command end when the thread that started it does; may be none
record ServerUser(List<String> prefix, boolean nobody, List<String> leash) {
    private static final int NOBODY = 65534;
    // SIGQUIT is PostgreSQL's immediate shutdown: the postmaster takes its children along. In a session of its own a
    // server
    // does not get the terminal's Ctrl-C, and is ended in its turn.
    private static final List<String> LEASH = List.of("setpriv", "--pdeathsig", "QUIT", "setsid");

    ServerUser {
        prefix = List.copyOf(prefix);
        leash = List.copyOf(leash);
    }

    /// Finds out by trying.
    static ServerUser find() {
        if (!isRoot()) {
            return leashed(List.of(), false);
        }
        var namespace = List.of("unshare", "-U");
        if (succeeds(namespace, List.of())) {
            return leashed(namespace, false);
        }
        var id = Integer.toString(NOBODY);
        var setpriv = List.of("setpriv", "--reuid", id, "--regid", id, "--clear-groups");
        if (succeeds(setpriv, List.of())) {
            return leashed(setpriv, true);
        }
        throw new ServerException("PostgreSQL: refuses to run as root, and neither `unshare -U` nor `setpriv --reuid`"
                + " works here — run this as another user");
    }

    private static ServerUser leashed(List<String> prefix, boolean nobody) {
        return new ServerUser(prefix, nobody, succeeds(prefix, LEASH) ? LEASH : List.of());
    }

    private static boolean succeeds(List<String> prefix, List<String> leash) {
        return Command.succeeds(join(prefix, leash, List.of("true")));
    }

    /// The command as it must be started to run as this user.
    List<String> command(List<String> words) {
        return join(prefix, List.of(), words);
    }

    /// The same for a command that must not outlive the thread that starts it.
    List<String> leashedCommand(List<String> words) {
        return join(prefix, leash, words);
    }

    /// Whether this user may run the program, which is not a matter of course below another user's home.
    boolean mayRun(Path program) {
        return nobody
                ? Command.succeeds(command(List.of("test", "-x", program.toString())))
                : Files.isExecutable(program);
    }

    /// Makes the folder and all in it this user's.
    void give(Path folder) throws IOException {
        if (nobody) {
            Folders.own(folder, NOBODY);
        }
    }

    private static List<String> join(List<String> first, List<String> second, List<String> third) {
        var words = new ArrayList<>(first);
        words.addAll(second);
        words.addAll(third);
        return words;
    }

    private static boolean isRoot() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException e) {
            throw new UncheckedIOException("/proc: cannot be read — it is needed to start PostgreSQL", e);
        }
    }
}
