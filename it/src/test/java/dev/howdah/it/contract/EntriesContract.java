package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.demo.PostgresServer;
import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.Role;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Every entry that is for a server runs there, and what comes is well-formed.
abstract class EntriesContract {
    private final Site site;

    EntriesContract(Site site) {
        this.site = site;
    }

    /// The entries for a server with all extensions and privileges.
    static List<CatalogEntry> applicable(int major, boolean standby) {
        return Catalog.builtIn().entries().stream()
                .filter(entry -> entry.since() <= major && major <= entry.until())
                .filter(entry -> entry.role() == Role.ANY || (entry.role() == Role.STANDBY) == standby)
                .toList();
    }

    /// The entries of a scrape are exactly those for the server: those expected are `ok`, the others `denied`.
    static void assertAllOk(Exposition scrape, int major, boolean standby) {
        assertAllOk(scrape, major, standby, _ -> true);
    }

    static void assertAllOk(Exposition scrape, int major, boolean standby, Predicate<CatalogEntry> expected) {
        var outcomes = scrape.having("howdah_scrape_entry_outcome").stream()
                .map(labels -> Map.of(labels.get("entry"), labels.get("outcome")))
                .toList();
        assertThat(outcomes)
                .containsExactlyInAnyOrderElementsOf(applicable(major, standby).stream()
                        .map(entry -> Map.of(entry.name(), expected.test(entry) ? "ok" : "denied"))
                        .toList());
        assertThat(scrape.having("howdah_scrape_entry_rows_left_out")).isEmpty();
        assertThat(scrape.value("postgresql_up")).isOne();
    }

    @Test
    void everyEntryForAPrimaryRuns() throws Exception {
        assertEntries(site.primary(), false);
    }

    @Test
    void everyEntryForAStandbyRuns() throws Exception {
        assertEntries(site.standby(), true);
    }

    private void assertEntries(PostgresServer server, boolean standby) throws Exception {
        var scrape = Site.run(server.url());
        assertAllOk(scrape, site.major(), standby);
        assertThat(Promtool.check(scrape.text())).isEmpty();
        var entries = scrape.having("howdah_scrape_entry_duration_seconds").stream()
                .map(labels -> labels.get("entry"))
                .collect(Collectors.toSet());
        assertThat(entries).hasSize(applicable(site.major(), standby).size());
    }
}
