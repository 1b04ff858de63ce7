package dev.howdah.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferenceTest {
    @TempDir
    Path folder;

    @Test
    void readsTheEnvironment() throws Exception {
        var reference = SecretReference.of("Bearer ${env:TOKEN}", Map.of("TOKEN", "s3cret")::get);

        assertThat(reference.resolve().reveal()).isEqualTo("Bearer s3cret");
    }

    @Test
    void fallsBackToTheDefault() throws Exception {
        assertThat(SecretReference.of("${env:ABSENT:-x:-y}", _ -> null)
                        .resolve()
                        .reveal())
                .isEqualTo("x:-y");
    }

    @Test
    void readsAFileAnewEachTime() throws Exception {
        var file = folder.resolve("password");
        Files.writeString(file, "first\n");
        var reference = SecretReference.of("${file:" + file + "}");
        var before = reference.resolve().reveal();
        Files.writeString(file, "second\r\n");

        assertThat(before).isEqualTo("first");
        assertThat(reference.resolve().reveal()).isEqualTo("second");
    }

    @Test
    void keepsBackslashesAndDollarsOfTheValue() throws Exception {
        assertThat(SecretReference.of("${env:P}", Map.of("P", "a$1\\b")::get)
                        .resolve()
                        .reveal())
                .isEqualTo("a$1\\b");
    }

    @Test
    void saysWhichVariableIsMissing() {
        assertThatThrownBy(() -> SecretReference.of("${env:PGPW}", _ -> null).resolve())
                .isInstanceOf(SecretUnavailableException.class)
                .hasMessageContaining("environment variable PGPW is not set");
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThatThrownBy(() -> SecretReference.of("${file:" + folder.resolve("none") + "}")
                        .resolve())
                .isInstanceOf(SecretUnavailableException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void refusesAnUnknownKind() {
        assertThatThrownBy(() -> SecretReference.of("${vualt:x}").resolve())
                .hasMessageContaining("unknown kind of reference 'vualt'");
    }

    @Test
    void refusesAReferenceThatDoesNotEnd() {
        assertThatThrownBy(() -> SecretReference.of("${env:FOO", _ -> "x").resolve())
                .hasMessageContaining("does not end");
    }

    @Test
    void refusesAFileWhereNoSecretStands() {
        assertThatThrownBy(() -> SecretReference.expandEnvironment("${file:/etc/passwd}", _ -> null))
                .hasMessageContaining("expected only where a secret stands");
    }

    @Test
    void isNeverPrinted() throws Exception {
        var reference = SecretReference.of("hunter2");

        assertThat(reference.toString() + reference.resolve()).doesNotContain("hunter2");
    }
}
