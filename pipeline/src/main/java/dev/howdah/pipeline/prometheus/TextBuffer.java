package dev.howdah.pipeline.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Writes the tokens that both formats share as UTF-8, in chunks. Not safe for use by several threads.
final class TextBuffer {
    private static final int LONGEST_NUMBER = 20;

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
        if (value < 0) {
            return ascii(Long.toString(value));
        }
        if (size + LONGEST_NUMBER > bytes.length) {
            flush();
        }
        int end = size + digits(value);
        size = end;
        long left = value;
        do {
            bytes[--end] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        return this;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long left = value; left >= 10; left /= 10) {
            digits++;
        }
        return digits;
    }

    void flush() throws IOException {
        out.write(bytes, 0, size);
        size = 0;
    }
}
