package dev.howdah.model.log;

import dev.howdah.model.Resource;
import java.util.List;

/// Log records about one target that were collected together.
public record LogBatch(Resource resource, List<LogRecord> records) {
    public LogBatch {
        records = List.copyOf(records);
    }

    public int size() {
        return records.size();
    }
}
