package dev.howdah.it.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An authority and what it signed, in PEM files, made by `openssl`.
record Certificates(Path folder) {
    /// @param name of the authority; the folder must exist
    static Certificates authority(Path folder, String name) throws Exception {
        var made = new Certificates(Files.createDirectory(folder.resolve(name)));
        made.openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "ca.key",
                "-out",
                "ca.crt",
                "-days",
                "2",
                "-subj",
                "/CN=" + name);
        return made;
    }

    Path ca() {
        return folder.resolve("ca.crt");
    }

    Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /// Signs a certificate for a host or a user of that name.
    void sign(String name) throws Exception {
        openssl(
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr",
                "-subj",
                "/CN=" + name);
        Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=DNS:" + name + "\n");
        openssl(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                "ca.crt",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                name + ".ext",
                "-out",
                name + ".crt");
    }

    void openssl(String... words) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words));
        var log = folder.resolve("log");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError("%s failed: %s".formatted(command, Files.readString(log)));
        }
    }
}
