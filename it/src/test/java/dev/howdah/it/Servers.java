package dev.howdah.it;

import dev.howdah.app.demo.PostgresServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// One primary with one streaming standby for each major, shared by all tests of a run and ended with it. A test that
/// changes what others would see (stops, promotes, pauses) starts a server of its own.
public final class Servers {
    private static final Map<Integer, Pair> PAIRS = new ConcurrentHashMap<>();

    private Servers() {}

    /// A primary and its standby.
    public record Pair(PostgresServer primary, PostgresServer standby) {}

    public static Pair of(int major) {
        return PAIRS.computeIfAbsent(major, Servers::start);
    }

    private static Pair start(int major) {
        var primary = PostgresServer.setup(major)
                .setting("shared_preload_libraries", "pg_stat_statements")
                .setting("track_io_timing", "on")
                .start();
        primary.execute("CREATE EXTENSION pg_stat_statements");
        var standby = primary.startStandby("standby1");
        standby.awaitReplayOf(primary);
        return new Pair(primary, standby);
    }

    /// Ends a major's servers before the run ends, to give their memory back.
    public static void end(int major) {
        var pair = PAIRS.remove(major);
        if (pair != null) {
            pair.primary().close();
        }
    }
}
