package dev.howdah.catalog;

import java.util.regex.Pattern;

/// Extension versions as numbers: 1.8 is 108 and 1.10 is 110, so that they compare as their authors meant them.
final class ExtensionVersion {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})(?:\\.(\\d{1,2}))?.*");

    private ExtensionVersion() {}

    /// The number of a version; 0 for what is no number, so that only the oldest SQL is used.
    static int number(String version) {
        var matcher = TEXT.matcher(version);
        if (!matcher.matches()) {
            return 0;
        }
        int minor = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return Integer.parseInt(matcher.group(1)) * 100 + minor;
    }
}
