package dev.howdah.app;

import dev.howdah.app.demo.DemoCluster;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program.
@Command(name = "howdah", subcommands = Main.WarmUp.class, description = "Watches PostgreSQL.")
public final class Main {
    private Main() {}

    /// Runs the command that the words name, and ends the JVM.
    public static void main(String[] words) {
        System.exit(new CommandLine(new Main()).execute(words));
    }

    @Command(name = "warm-up", hidden = true)
    static final class WarmUp implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            try (var cluster = DemoCluster.start(18, WarmUp::report);
                    var connection = cluster.primary().connect("shop");
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("select datname from pg_stat_database")) {
                while (rows.next()) {
                    report(rows.getString(1));
                }
            }
            return 0;
        }

        private static void report(String line) {
            System.err.println(line);
        }
    }
}
