package dev.howdah.app.demo;

import java.util.ArrayList;
import java.util.List;

/// What PostgreSQL, and the kernel, understand.
enum Signal {
    /// Fast shutdown: sessions are ended, the data is left in order.
    INT,
    /// Immediate shutdown: as after a crash.
    QUIT,
    USR1,
    STOP,
    CONT;

    /// Sends to all that still live; those that are gone are no problem.
    void send(List<Long> pids) {
        if (pids.isEmpty()) {
            return;
        }
        // The shell's own kill: the program of that name is not on every machine.
        var words = new ArrayList<>(List.of("sh", "-c", "kill -s \"$0\" \"$@\"", name()));
        pids.forEach(pid -> words.add(Long.toString(pid)));
        Command.succeeds(words);
    }
}
