package dev.howdah.pipeline.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// An answer as it is written, compressed when the client takes that, and sent as one piece: the event
/// loop has little to do. Gzip is at its fastest level: on a page of 66 KB that takes about a quarter of
/// the default level's time (0.1 to 0.35 ms instead of 0.5 to 1.6 ms), and leaves 8.7 KB instead of 7.2
/// KB.
final class Body extends OutputStream {
    private static final int BUFFER = 8192;

    private final ResponseHeaders headers;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1024);
    private final OutputStream out;

    Body(String contentType, boolean gzip) throws IOException {
        var builder = ResponseHeaders.builder(HttpStatus.OK)
                .contentType(MediaType.parse(contentType))
                .add(HttpHeaderNames.VARY, "accept-encoding");
        this.headers = (gzip ? builder.add(HttpHeaderNames.CONTENT_ENCODING, "gzip") : builder).build();
        this.out = gzip ? new FastGzip(bytes) : bytes;
    }

    private static final class FastGzip extends GZIPOutputStream {
        private FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
    }

    @Override
    public void write(byte[] piece, int offset, int length) throws IOException {
        out.write(piece, offset, length);
    }

    /// Ends the answer.
    HttpResponse response() throws IOException {
        out.close();
        return HttpResponse.of(headers, HttpData.wrap(bytes.toByteArray()));
    }
}
