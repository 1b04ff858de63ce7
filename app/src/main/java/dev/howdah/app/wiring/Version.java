package dev.howdah.app.wiring;

import java.util.Objects;

/// The program's version, as the jar's manifest has it.
public final class Version {
    private Version() {}

    public static String current() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
    }
}
