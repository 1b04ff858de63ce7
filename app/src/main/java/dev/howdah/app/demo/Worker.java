package dev.howdah.app.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Somebody in the shop who does the same thing again and again, on a connection of his own. A lost connection is made
/// anew, without a word: that servers come and go is what the demo is for.
///
/// @param name shown by the server as `application_name`
/// @param pause how long he rests after each time, on average
record Worker(String name, PostgresServer server, String password, Duration pause, Job job) implements Runnable {
    private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);

    /// What is done each time.
    @FunctionalInterface
    interface Job {
        void run(Connection connection, RandomGenerator random) throws SQLException, InterruptedException;
    }

    /// Works until interrupted.
    @Override
    public void run() {
        var random = RandomGenerator.getDefault();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                work(random);
                Thread.sleep(RECONNECT_PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // it is time to go home
        }
    }

    private void work(RandomGenerator random) throws InterruptedException {
        try (var connection = server.connect("shop", "shop", password)) {
            connection.setClientInfo("ApplicationName", name);
            while (!Thread.currentThread().isInterrupted()) {
                job.run(connection, random);
                Thread.sleep(random.nextLong(pause.toMillis(), pause.toMillis() * 2) * 2 / 3);
            }
        } catch (SQLException _) {
            // the connection is lost, or the job was refused: begin anew
        }
    }
}
