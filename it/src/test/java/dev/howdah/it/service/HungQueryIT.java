package dev.howdah.it.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.it.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Queries that the server does not cancel.
class HungQueryIT {
    private static final PostgresServer SERVER = PostgresServer.setup(18).start();

    private static final String OF_HOWDAH = "from pg_stat_activity where usename = 'watcher'";
    private static final String HUNG = "select max(pid) " + OF_HOWDAH + " and query like '%uncancel%'";

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() {
        SERVER.execute(
                "create role watcher login in role pg_monitor",
                "create table public.hang (n int)",
                "insert into public.hang values (1)",
                "grant select on public.hang to watcher",
                """
                create function public.uncancel() returns int language plpgsql as $$
                begin
                    while exists (select from public.hang) loop
                        begin perform pg_sleep(0.05); exception when query_canceled then null; end;
                    end loop;
                    return 7;
                end $$""");
    }

    @AfterAll
    static void end() {
        SERVER.close();
    }

    private String configuration(String scope) throws Exception {
        var own = Files.createDirectory(folder.resolve("own"));
        Files.writeString(own.resolve("own.yaml"), """
                subject: own
                description: Own.
                entries:
                  - name: hangs
                    description: Swallows what cancels it.
                    scope: %s
                    timeout: 200ms
                    sql: SELECT public.uncancel() AS n
                    metrics: [{ name: own.hangs, type: gauge, unit: "{thing}", description: Things., value: n }]
                  - name: well
                    description: Is answered.
                    sql: SELECT 42 AS n
                    metrics: [{ name: own.well, type: gauge, unit: "{thing}", description: Things., value: n }]
                """.formatted(scope));
        return "targets:\n" + Service.target("one", SERVER.url("watcher", "postgres"))
                + "\ncatalog: { folders: [own] }\ncollection: { interval: 1s, timeout: 1s, preset: minimal }\n"
                + Service.LISTEN;
    }

    private static String hung(String how) {
        return "entry hangs ended hung: server process " + how;
    }

    private static int sessions() {
        return Integer.parseInt(String.valueOf(SERVER.query("select count(*) " + OF_HOWDAH)));
    }

    /// Stops the process that hangs, so that it does not even react to being ended, which the loop
    /// alone would.
    private static String stopHung() throws Exception {
        Await.until("the query hangs", () -> SERVER.query(HUNG) != null);
        String pid = String.valueOf(SERVER.query(HUNG));
        signal("STOP", pid);
        return pid;
    }

    private static void signal(String name, String pid) throws Exception {
        assertThat(new ProcessBuilder("sh", "-c", "kill -s %s %s".formatted(name, pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    /// Over several slots one process hangs and no more, while all else goes on.
    private static void assertOnlyOneHangs(Service howdah) throws Exception {
        howdah.await(
                "the outcome",
                samples -> samples.has("howdah_scrape_entry_outcome", 1, "entry", "hangs", "outcome", "hung"));
        for (int i = 0; i < 8; i++) {
            howdah.awaitSlots(1);
            assertThat(sessions()).isLessThanOrEqualTo(2);
            assertThat(howdah.metrics().has("postgresql_up", 1)).isTrue();
            assertThat(howdah.metrics().has("own_well", 42)).isTrue();
        }
    }

    @Test
    void aQueryThatDoesNotReactCostsOneSessionAndRunsAgainWhenThatHasEnded() throws Exception {
        try (var howdah = Service.startWith(folder, configuration("server"))) {
            String pid = stopHung();
            try {
                assertOnlyOneHangs(howdah);
                howdah.isLogged(hung(pid), 1);
                assertThat(SERVER.query(HUNG)).as("it hangs still").isEqualTo(pid);
                SERVER.execute("delete from public.hang");
            } finally {
                signal("CONT", pid);
            }
            howdah.await("it runs again", samples -> samples.has("own_hangs", 7));
            assertThat(sessions()).isLessThanOrEqualTo(2);
            howdah.isLogged("entry hangs runs again", 1);
        } finally {
            SERVER.execute("insert into public.hang values (1)");
        }
    }

    @Test
    void inADatabaseOnlyOneProcessHangsAndIsEnded() throws Exception {
        SERVER.execute("alter role watcher connection limit 4");
        try (var howdah = Service.startWith(folder, configuration("database"))) {
            assertOnlyOneHangs(howdah);
            Await.until("it is ended", () -> SERVER.query(HUNG) == null);
        } finally {
            SERVER.execute("alter role watcher connection limit -1");
        }
    }
}
