package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.catalog.CatalogEntry;
import dev.howdah.collector.target.DatabaseFilter;
import dev.howdah.it.HowdahProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What roles without a superuser's privileges see, and what `howdah check` tells them to ask for.
abstract class PrivilegesContract {
    private final Site site;

    @TempDir
    Path folder = Path.of("");

    PrivilegesContract(Site site) {
        this.site = site;
    }

    @Test
    void aMonitoringRoleMissesOnlyWhatIsForSuperusers() throws Exception {
        site.primary().execute("CREATE ROLE watcher LOGIN", "GRANT pg_monitor TO watcher");
        site.standby().awaitReplayOf(site.primary());
        var url = site.primary().url("watcher", "postgres");

        EntriesContract.assertAllOk(Site.run(url), site.major(), false, this::isForMonitors);
        EntriesContract.assertAllOk(
                Site.run(site.standby().url("watcher", "postgres")), site.major(), true, this::isForMonitors);
        var check = check(url);
        assertThat(check.status()).as(check.out()).isOne();
        var missing = new TreeSet<>(functionGrants("watcher"));
        if (site.major() >= 15) {
            missing.removeIf(grant -> grant.contains("pg_get_shmem_allocations"));
        }
        assertThat(toDo(check)).containsExactlyInAnyOrderElementsOf(missing);

        site.primary().execute(toDo(check).toArray(String[]::new));
        site.standby().awaitReplayOf(site.primary());
        var primary = Site.run(url);
        EntriesContract.assertAllOk(primary, site.major(), false);
        var standby = Site.run(site.standby().url("watcher", "postgres"));
        EntriesContract.assertAllOk(standby, site.major(), true);
        assertThat(primary.names()).containsAll(withoutRareOnes(Site.scrape(site.primary(), DatabaseFilter.ALL)));
        assertThat(standby.names()).containsAll(withoutRareOnes(Site.scrape(site.standby(), DatabaseFilter.ALL)));
        var mended = check(url);
        assertThat(mended.status()).as(mended.out()).isZero();
        assertThat(mended.out()).endsWith("all well\n");
    }

    /// From PostgreSQL 15 on, the role that reads statistics may see shared memory.
    private boolean isForMonitors(CatalogEntry entry) {
        return entry.function() == null || (entry.name().equals("shared_memory") && site.major() >= 15);
    }

    /// What check tells a role to ask for that may execute none of the superusers' functions.
    private Set<String> functionGrants(String role) {
        return EntriesContract.applicable(site.major(), false).stream()
                .map(CatalogEntry::function)
                .filter(Objects::nonNull)
                .map(function -> "GRANT EXECUTE ON FUNCTION pg_catalog.%s TO \"%s\"".formatted(function, role))
                .collect(Collectors.toSet());
    }

    /// The names of a superuser's scrape that do not come and go with what happens at the moment.
    private static Iterable<String> withoutRareOnes(Exposition scrape) {
        var names = scrape.names();
        names.removeIf(
                name -> name.matches(
                        "postgresql_(database_locks|vacuum_.*|function_.*|xmin_age|replication_reply.*"
                                + "|connections_xmin_age|locks_by_database|database_prepared_.*|aio_operations|backend_.*|subscription_.*"
                                + "|replication_origin_.*|publication_.*|setting_not_in_force|role_.*|database_connection_.*)"));
        return names;
    }

    @Test
    void aRoleWithoutPrivilegesGetsWhatIsForEveryone() throws Exception {
        site.primary().execute("CREATE ROLE \"no \"\"body\" LOGIN", "CREATE DATABASE closed");
        site.primary().execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC");
        site.standby().awaitReplayOf(site.primary());
        var url = site.primary().url("no%20%22body", "postgres");

        EntriesContract.assertAllOk(
                Site.run(url), site.major(), false, entry -> entry.privilege() == null && entry.function() == null);
        EntriesContract.assertAllOk(
                Site.run(site.standby().url("no%20%22body", "postgres")),
                site.major(),
                true,
                entry -> entry.privilege() == null && entry.function() == null);

        var check = check(url);
        assertThat(check.status()).as(check.err()).isOne();
        var missing = new TreeSet<>(functionGrants("no \"\"body"));
        missing.add("GRANT pg_monitor TO \"no \"\"body\"");
        missing.add("GRANT CONNECT ON DATABASE \"closed\" TO \"no \"\"body\"");
        assertThat(toDo(check)).containsExactlyInAnyOrderElementsOf(missing);
        site.primary().execute(toDo(check).toArray(String[]::new));
        var mended = check(url);
        assertThat(mended.status()).as(mended.out()).isZero();
        EntriesContract.assertAllOk(Site.run(url), site.major(), false);
        site.primary().execute("DROP DATABASE closed");
    }

    /// The statements that the check prints, without semicolons.
    private static List<String> toDo(HowdahProcess.Ended check) {
        return check.out()
                .lines()
                .map(String::strip)
                .filter(line -> line.endsWith(";"))
                .map(line -> line.substring(0, line.length() - 1))
                .toList();
    }

    private HowdahProcess.Ended check(String url) throws Exception {
        var file = Files.writeString(folder.resolve("howdah.yaml"), """
                targets:
                  - name: contract
                    url: "%s"
                    collection:
                      preset: exhaustive
                exporters:
                  prometheus:
                    listen: 127.0.0.1:0
                """.formatted(url));
        return HowdahProcess.run("check", "--config", file.toString());
    }
}
