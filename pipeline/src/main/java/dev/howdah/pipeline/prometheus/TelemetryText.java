package dev.howdah.pipeline.prometheus;

import dev.howdah.model.Attributes;
import dev.howdah.model.telemetry.Telemetry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes Howdah's own metrics in Prometheus text format 0.0.4, under the names they have.
public final class TelemetryText {
    private TelemetryText() {}

    /// Writes all families, and flushes but does not close the stream.
    public static void write(List<Telemetry.Family> families, OutputStream out) throws IOException {
        var text = new TextBuffer(out);
        for (var family : families) {
            if (!family.samples().isEmpty()) {
                write(family, text);
            }
        }
        text.flush();
        out.flush();
    }

    private static void write(Telemetry.Family family, TextBuffer text) throws IOException {
        String type = switch (family.kind()) {
            case COUNTER -> " counter\n";
            case GAUGE -> " gauge\n";
        };
        text.ascii("# HELP " + family.name() + " " + TextEscapes.help(family.help(), TextFormat.PROMETHEUS) + "\n");
        text.ascii("# TYPE " + family.name() + type);
        var samples = family.samples().stream()
                .sorted(Comparator.comparing(sample -> sample.labels().toString()))
                .toList();
        for (var sample : samples) {
            text.raw(TextEscapes.lineStart(family.name(), labels(sample.labels())))
                    .number(sample.value())
                    .ascii("\n");
        }
    }

    private static SortedMap<String, String> labels(Attributes attributes) {
        var labels = new TreeMap<String, String>();
        for (int i = 0; i < attributes.size(); i++) {
            labels.put(PrometheusNames.label(attributes.key(i)), attributes.value(i));
        }
        return labels;
    }
}
