package dev.howdah.pipeline.otlp;

import dev.howdah.model.PointBatch;
import dev.howdah.model.Scrape;
import java.util.ArrayList;
import java.util.List;

/// Cuts scrapes that are too large for one request. Receivers refuse messages above 4 MiB by default; a point
/// takes some 150 to 300 bytes.
final class ScrapePieces {
    private ScrapePieces() {}

    /// The scrape itself when it is small enough, else pieces of the same slot that hold its points in the same
    /// order.
    static List<Scrape> of(Scrape scrape, int most) {
        if (scrape.points() <= most) {
            return List.of(scrape);
        }
        var pieces = new ArrayList<Scrape>();
        var piece = new ArrayList<PointBatch>();
        int room = most;
        for (var batch : scrape.batches()) {
            for (int from = 0; from < batch.size(); ) {
                int length = Math.min(room, batch.size() - from);
                piece.add(slice(batch, from, length));
                from += length;
                room -= length;
                if (room == 0) {
                    pieces.add(with(scrape, piece));
                    piece.clear();
                    room = most;
                }
            }
        }
        if (!piece.isEmpty()) {
            pieces.add(with(scrape, piece));
        }
        return pieces;
    }

    private static Scrape with(Scrape scrape, List<PointBatch> batches) {
        return new Scrape(scrape.resource(), scrape.slotNanos(), scrape.up(), scrape.part(), batches);
    }

    private static PointBatch slice(PointBatch batch, int from, int length) {
        var slice = PointBatch.builder(batch.source(), batch.timeNanos(), batch.freshUntilNanos() - batch.timeNanos());
        for (int i = from; i < from + length; i++) {
            slice.add(batch.series(i), batch.bits(i), batch.startNanos(i));
        }
        return slice.build();
    }
}
