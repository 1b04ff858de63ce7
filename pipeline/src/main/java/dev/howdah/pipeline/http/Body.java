package dev.howdah.pipeline.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// Collects an answer in pieces as they are written, so that the event loop compresses and sends it piece by
/// piece.
final class Body extends OutputStream {
    private final List<HttpObject> pieces = new ArrayList<>();

    Body(String contentType) {
        pieces.add(ResponseHeaders.builder(HttpStatus.OK)
                .contentType(MediaType.parse(contentType))
                .build());
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (length > 0) {
            pieces.add(HttpData.copyOf(bytes, offset, length));
        }
    }

    HttpResponse response() {
        return HttpResponse.of(pieces.toArray(HttpObject[]::new));
    }
}
