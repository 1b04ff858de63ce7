package dev.howdah.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What two metrics need is asked once: no two entries of a scope read the same statistics view.
class SharedViewsTest {
    /// The views, and the functions in their place, that show statistics or shared state. Functions about
    /// one process or one relation are not meant.
    private static final Pattern VIEW =
            Pattern.compile("\\b(pg_stat(?:io)?_(?!get_|statements\\.)[a-z_]+|pg_locks|pg_settings"
                    + "|pg_prepared_xacts|pg_replication_slots|pg_control_[a-z]+|pg_ls_[a-z]+|pg_aios|pg_show_[a-z_]+"
                    + "|pg_get_shmem_allocations|pg_get_wal_summarizer_state|pg_subscription_rel)\\b");

    /// Second readers, and why they are.
    private static final Map<String, String> REASONS = Map.of(
            "backend_io reads pg_stat_activity",
            "it adds up what sessions did, once a minute and in preset exhaustive; only whole entries can be added up",
            "configuration_settings reads pg_settings",
            "it compares with files, for those who may read them; the settings are for everyone",
            "statements_info reads pg_stat_statements",
            "a count of what is there cannot stand in an entry whose numbers are added up");

    /// Views of which entries about a database's relations read a little, each for itself, and why.
    private static final Map<String, String> READ_ALONG = Map.of(
            "pg_locks", "what is locked must be known at the moment at which relations are measured",
            "pg_stat_activity", "a progress view does not say when its command began",
            "pg_stat_database", "it says since when the statistics of the database's relations are kept");

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 13, 14, 15, 16, 17, 18})
    void everyStatisticsViewIsReadByOneEntry(int major) {
        for (boolean standby : List.of(false, true)) {
            for (var scope : Scope.values()) {
                assertThat(secondReaders(major, standby, scope))
                        .as("PostgreSQL %d, %s, scope %s", major, standby ? "standby" : "primary", scope)
                        .isEmpty();
            }
        }
    }

    private static Set<String> secondReaders(int major, boolean standby, Scope scope) {
        var readers = new TreeMap<String, Set<String>>();
        for (var entry : Catalog.builtIn().entries()) {
            if (entry.scope() == scope) {
                entry.sqlFor(major, standby)
                        .ifPresent(sql -> VIEW.matcher(sql.replaceAll("--.*", ""))
                                .results()
                                .map(found -> found.group(1))
                                .filter(view -> scope == Scope.SERVER || !READ_ALONG.containsKey(view))
                                .filter(view -> !REASONS.containsKey(entry.name() + " reads " + view))
                                .forEach(view -> readers.computeIfAbsent(view, _ -> new TreeSet<>())
                                        .add(entry.name())));
            }
        }
        var twice = new TreeSet<String>();
        readers.forEach((view, entries) -> {
            if (entries.size() > 1) {
                twice.add(view + " is read by " + String.join(", ", entries));
            }
        });
        return twice;
    }

    @Test
    void everyReasonIsForSomethingThatIs() {
        assertThat(REASONS.keySet()).allMatch(reason -> {
            var words = List.of(reason.split(" reads ", -1));
            return Catalog.builtIn()
                    .entry(words.getFirst())
                    .flatMap(entry -> entry.sqlFor(ServerFacts.NEWEST_MAJOR, false))
                    .filter(sql -> sql.contains(words.getLast()))
                    .isPresent();
        });
    }
}
