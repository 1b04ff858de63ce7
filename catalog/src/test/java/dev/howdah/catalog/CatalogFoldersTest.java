package dev.howdah.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogFoldersTest {
    private static final String FILE = """
            subject: shop
            description: The shop.
            entries:
              - name: %s
                description: Orders.
                sql: SELECT count(*) AS %s FROM orders
                metrics:
                  - { name: %s, type: gauge, unit: "{order}", description: Orders., value: number }
            """;

    @TempDir
    private Path folder;

    private final CatalogFolders folders = new CatalogFolders();

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private CatalogFolders.Loaded load() throws Exception {
        return folders.load(List.of(folder));
    }

    private static String origin(Catalog catalog, String name) {
        return catalog.origin(catalog.entry(name).orElseThrow());
    }

    @Test
    void addEntriesAfterTheBuiltInOnesAndOverrideByName() throws Exception {
        write("b.yaml", FILE.formatted("shop_orders", "number", "shop.orders"));
        write("a.yaml", FILE.formatted("database_sizes", "number", "shop.all_orders"));
        write("notes.txt", "not looked at");

        var loaded = load();
        var catalog = loaded.catalog();

        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.files()).isEqualTo(2);
        assertThat(catalog.entries()).hasSize(Catalog.builtIn().entries().size() + 1);
        assertThat(catalog.entries().reversed().stream().limit(2).map(CatalogEntry::name))
                .containsExactly("shop_orders", "database_sizes");
        assertThat(origin(catalog, "database_sizes")).isEqualTo(folder.resolve("a.yaml") + ":4");
        assertThat(catalog.overridden(catalog.entry("database_sizes").orElseThrow()))
                .hasValueSatisfying(place -> assertThat(place).startsWith("built-in databases.yaml:"));
        assertThat(catalog.overridden(catalog.entry("shop_orders").orElseThrow()))
                .isEmpty();
    }

    @Test
    void aLaterFileOverridesAnEarlierOne() throws Exception {
        write("a.yaml", FILE.formatted("shop_orders", "number", "shop.orders"));
        write("b.yaml", FILE.formatted("shop_orders", "number", "shop.newer_orders"));

        var catalog = load().catalog();

        assertThat(origin(catalog, "shop_orders")).isEqualTo(folder.resolve("b.yaml") + ":4");
        assertThat(catalog.overridden(catalog.entry("shop_orders").orElseThrow()))
                .hasValue(folder.resolve("a.yaml") + ":4");
    }

    @Test
    void aBrokenFileDoesNotHoldTheOthersUp() throws Exception {
        write("a.yaml", FILE.formatted("first", "numbre", "shop.first"));
        write("b.yaml", FILE.formatted("second", "number", "shop.second"));
        Files.write(folder.resolve("c.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        write("d.yaml", "");

        var loaded = load();

        assertThat(loaded.brokenFiles()).isEqualTo(3);
        assertThat(loaded.catalog().entry("second")).isPresent();
        assertThat(loaded.catalog().entry("first")).isEmpty();
        assertThat(loaded.problems())
                .anySatisfy(
                        problem -> assertThat(problem)
                                .hasToString(
                                        folder.resolve("a.yaml")
                                                + ":6: entries[0].sql: selects column 'numbre' (PostgreSQL 11), which nothing uses — use it or leave it out"))
                .anySatisfy(problem -> assertThat(problem)
                        .hasToString(folder.resolve("c.yaml") + ": is not UTF-8 text — save it as UTF-8"))
                .anySatisfy(problem -> assertThat(problem.file())
                        .isEqualTo(folder.resolve("d.yaml").toString()));
    }

    @Test
    void whatAFileSaidWhenItWasLastGoodStaysInForce() throws Exception {
        write("a.yaml", FILE.formatted("shop_orders", "number", "shop.orders"));
        load();
        write("a.yaml", FILE.formatted("shop_orders", "number", "shop.orders").replace("subject", "sbject"));

        var broken = load();
        assertThat(broken.catalog().entry("shop_orders")).isPresent();
        assertThat(broken.brokenFiles()).isEqualTo(1);

        Files.delete(folder.resolve("a.yaml"));
        assertThat(load().catalog().entry("shop_orders")).isEmpty();
    }

    @Test
    void aMetricMustAgreeWithABuiltInOneInAllButItsDescription() throws Exception {
        write(
                "a.yaml",
                FILE.formatted("good", "number", "postgresql.deadlocks")
                        .replace("gauge", "counter")
                        .replace("{order}", "{deadlock}"));
        write("b.yaml", FILE.formatted("wrong", "number", "postgresql.db_size"));
        write("c.yaml", FILE.formatted("hidden", "number", "postgresql.db.size"));
        write("d.yaml", FILE.formatted("reserved", "number", "howdah.scrape.duration"));

        var loaded = load();

        assertThat(loaded.catalog()
                        .entry("good")
                        .orElseThrow()
                        .metrics()
                        .getFirst()
                        .metric())
                .isEqualTo(loaded.catalog().entry("databases").orElseThrow().metrics().stream()
                        .map(MetricDefinition::metric)
                        .filter(metric -> metric.name().equals("postgresql.deadlocks"))
                        .findFirst()
                        .orElseThrow());
        assertThat(loaded.problems().toString())
                .contains("b.yaml:8: ", "'postgresql.db_size' has another type and unit than in entry database_sizes")
                .contains("(built-in databases.yaml:")
                .contains(
                        "c.yaml:8: ",
                        "'postgresql.db.size' has in Prometheus the name of a metric of entry database_sizes")
                .contains("d.yaml:8: ", "is one that Howdah makes itself");
    }

    @Test
    void anEntryThatIsReplacedSaysNothingAboutItsMetricsAnyMore() throws Exception {
        write("a.yaml", FILE.formatted("database_sizes", "number", "postgresql.db_size"));

        assertThat(load().problems()).isEmpty();
    }
}
