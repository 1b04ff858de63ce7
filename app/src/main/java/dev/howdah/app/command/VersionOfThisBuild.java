package dev.howdah.app.command;

import dev.howdah.app.wiring.Version;
import picocli.CommandLine.IVersionProvider;

/// Says which version this is.
public final class VersionOfThisBuild implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"howdah " + Version.current()};
    }
}
