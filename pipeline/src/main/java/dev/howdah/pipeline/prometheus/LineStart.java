package dev.howdah.pipeline.prometheus;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The encoded start of a sample's line. Equal texts are one object, so that `==` compares them.
final class LineStart {
    final byte[] text;
    private final int hash;

    /// Whether more than one series has this text, so that a writer has to look out for a duplicate.
    volatile boolean shared;

    LineStart(byte[] text) {
        this.text = text;
        this.hash = Arrays.hashCode(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LineStart that && hash == that.hash && Arrays.equals(text, that.text);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
