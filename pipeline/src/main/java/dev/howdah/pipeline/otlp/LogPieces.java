package dev.howdah.pipeline.otlp;

import dev.howdah.model.log.AttributeValue;
import dev.howdah.model.log.LogBatch;
import dev.howdah.model.log.LogRecord;
import java.util.ArrayList;
import java.util.List;

/// Cuts batches of log records that are too large for one request. Receivers refuse messages above 4 MiB by default.
final class LogPieces {
    /// A quarter of what receivers take, as the sizes here are estimates.
    static final int MOST_BYTES = 1 << 20;

    /// What a record and each attribute weigh beside their texts.
    private static final int FRAME = 16;

    private LogPieces() {}

    /// The batch itself when it is small enough, else pieces that hold its records in the same order.
    static List<LogBatch> of(LogBatch batch) {
        return of(batch, MOST_BYTES);
    }

    static List<LogBatch> of(LogBatch batch, int most) {
        var pieces = new ArrayList<LogBatch>();
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            int next = bytes(batch.records().get(i));
            if (i > from && bytes + next > most) {
                pieces.add(slice(batch, from, i));
                from = i;
                bytes = 0;
            }
            bytes += next;
        }
        pieces.add(slice(batch, from, batch.size()));
        return pieces;
    }

    private static LogBatch slice(LogBatch batch, int from, int to) {
        return to - from == batch.size()
                ? batch
                : new LogBatch(batch.resource(), batch.records().subList(from, to));
    }

    private static int bytes(LogRecord log) {
        int bytes = FRAME * 4 + text(log.eventName()) + text(log.body());
        for (var attribute : log.attributes().values().entrySet()) {
            bytes += FRAME + text(attribute.getKey()) + bytes(attribute.getValue());
        }
        return bytes;
    }

    private static int bytes(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text(String text) -> text(text);
            case AttributeValue.Texts(List<String> texts) ->
                texts.stream().mapToInt(text -> FRAME + text(text)).sum();
            case AttributeValue.Whole _, AttributeValue.Real _, AttributeValue.Truth _ -> FRAME;
        };
    }

    /// A char of Java takes up to three bytes of UTF-8.
    private static int text(String text) {
        return text.length() * 3;
    }
}
