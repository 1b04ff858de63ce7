package dev.howdah.app;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds which room may lean on which, and that no packages form a cycle. There is no list of exemptions.
class ArchitectureTest {
    private static JavaClasses classes = new ClassFileImporter().importClasses();

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.howdah");
        assertThat(classes.size()).isGreaterThan(100);
    }

    @Test
    void roomsLeanOnlyOnTheRoomsTheyMay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.howdah..")
                .layer("model")
                .definedBy("dev.howdah.model..")
                .layer("security")
                .definedBy("dev.howdah.security..")
                .layer("catalog")
                .definedBy("dev.howdah.catalog..")
                .layer("collector")
                .definedBy("dev.howdah.collector..")
                .layer("pipeline")
                .definedBy("dev.howdah.pipeline..")
                .layer("app")
                .definedBy("dev.howdah.app..")
                .whereLayer("model")
                .mayNotAccessAnyLayer()
                .whereLayer("security")
                .mayOnlyAccessLayers("model")
                .whereLayer("catalog")
                .mayOnlyAccessLayers("model")
                .whereLayer("collector")
                .mayOnlyAccessLayers("model", "catalog", "security")
                .whereLayer("pipeline")
                .mayOnlyAccessLayers("model", "security")
                .whereLayer("app")
                .mayNotBeAccessedByAnyLayer()
                .check(classes);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("dev.howdah.(**)").should().beFreeOfCycles().check(classes);
    }
}
