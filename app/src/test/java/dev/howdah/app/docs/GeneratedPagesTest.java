package dev.howdah.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.app.Main;
import dev.howdah.app.wiring.NamesShown;
import dev.howdah.catalog.Catalog;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Holds the generated pages equal to what they are generated from.
class GeneratedPagesTest {
    private static final Path DOCS =
            Path.of(System.getProperty("howdah.home", "..")).resolve("docs");

    @Test
    void metricsPageIsWhatTheCatalogSays() throws Exception {
        assertThat(Files.readString(DOCS.resolve("metrics.md")))
                .as("docs/metrics.md is out of date: run ./howdah catalog docs")
                .isEqualTo(MetricsPage.of(Catalog.builtIn()));
    }

    @Test
    void commandsPageIsWhatTheCommandsSay() throws Exception {
        assertThat(Files.readString(DOCS.resolve("commands.md")))
                .as("docs/commands.md is out of date: run ./howdah catalog docs")
                .isEqualTo(CommandsPage.of(Main.commandLine()));
    }

    @Test
    void migratingPageHasTheTableOfNames() throws Exception {
        var catalog = Catalog.builtIn();
        String page = Files.readString(DOCS.resolve("migrating.md"));
        assertThat(page)
                .as("docs/migrating.md is out of date: run ./howdah catalog docs")
                .isEqualTo(
                        MigratingPage.of(page, NamesShown.postgresExporter(catalog), NamesShown.vocabulary(catalog)));
    }
}
