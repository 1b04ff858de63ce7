package dev.howdah.pipeline.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Writes the tokens that both formats share as UTF-8, in chunks. Not safe for use by several threads.
final class TextBuffer {
    private final OutputStream out;
    private byte[] bytes = new byte[16 * 1024];
    private int size;

    TextBuffer(OutputStream out) {
        this.out = out;
    }

    TextBuffer raw(byte[] text) throws IOException {
        if (size + text.length > bytes.length) {
            flush();
        }
        if (text.length > bytes.length) {
            out.write(text);
            return this;
        }
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
        return this;
    }

    TextBuffer ascii(String text) throws IOException {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A value as Prometheus spells it: `42`, `0.5`, `1.0e-7`, `NaN`, `+Inf`, `-Inf`.
    TextBuffer number(double value) throws IOException {
        if (value == Double.POSITIVE_INFINITY) {
            return ascii("+Inf");
        }
        if (value == Double.NEGATIVE_INFINITY) {
            return ascii("-Inf");
        }
        boolean integer = value == Math.rint(value) && Math.abs(value) < 1L << 53;
        return integer ? number((long) value) : ascii(Double.toString(value).replace('E', 'e'));
    }

    TextBuffer number(long value) throws IOException {
        return ascii(Long.toString(value));
    }

    void flush() throws IOException {
        out.write(bytes, 0, size);
        size = 0;
    }
}
