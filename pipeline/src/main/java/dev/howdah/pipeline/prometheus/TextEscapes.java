package dev.howdah.pipeline.prometheus;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;

/// The escaping rules of both formats, the same for PostgreSQL's metrics and for Howdah's own.
final class TextEscapes {
    private TextEscapes() {}

    /// The start of a sample's line, `name{labels} `, in UTF-8.
    static byte[] lineStart(String name, SortedMap<String, String> labels) {
        var line = new StringBuilder(name);
        char separator = '{';
        for (Map.Entry<String, String> label : labels.entrySet()) {
            line.append(separator).append(label.getKey()).append("=\"");
            appendEscaped(line, label.getValue(), true);
            line.append('"');
            separator = ',';
        }
        if (!labels.isEmpty()) {
            line.append('}');
        }
        return line.append(' ').toString().getBytes(StandardCharsets.UTF_8);
    }

    /// A HELP text. OpenMetrics wants quotes escaped too, text format 0.0.4 would show the backslash.
    static String help(String help, TextFormat format) {
        var escaped = new StringBuilder(help.length());
        appendEscaped(escaped, help, format == TextFormat.OPENMETRICS);
        return escaped.toString();
    }

    private static void appendEscaped(StringBuilder out, String text, boolean quotes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '"' -> out.append(quotes ? "\\\"" : "\"");
                default -> out.append(isLoneSurrogate(text, i) ? '\uFFFD' : c);
            }
        }
    }

    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
