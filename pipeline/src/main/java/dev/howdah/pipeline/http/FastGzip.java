package dev.howdah.pipeline.http;

import com.linecorp.armeria.common.encoding.StreamEncoderFactory;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Gzip at its fastest level: on a page of 66 KB it takes about a quarter of the default level's time (0.1 to 0.35 ms
/// instead of 0.5 to 1.6 ms), and leaves 8.7 KB instead of 7.2 KB.
final class FastGzip implements StreamEncoderFactory {
    private static final int BUFFER = 8192;

    @Override
    public String encodingHeaderValue() {
        return "gzip";
    }

    @Override
    public OutputStream newEncoder(ByteBufOutputStream out) {
        try {
            return new Level(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Level extends GZIPOutputStream {
        private Level(OutputStream out) throws IOException {
            super(out, BUFFER, true);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
