package dev.howdah.pipeline.prometheus;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Chooses the format by a request's `Accept` header (RFC 9110, section 12.5.1). Of two formats liked equally,
/// and when none is accepted, it is the text format. `charset` and `escaping` make no difference.
public final class OpenMetricsNegotiation {
    private OpenMetricsNegotiation() {}

    /// The format to answer in.
    ///
    /// @param accept the header's value, several headers joined by commas; null when there is none
    public static TextFormat choose(@Nullable String accept) {
        if (accept == null) {
            return TextFormat.PROMETHEUS;
        }
        var text = new Liking("text", "plain", "0.0.4");
        var openMetrics = new Liking("application", "openmetrics-text", "1.0.0");
        for (String range : accept.split(",", -1)) {
            text.consider(range);
            openMetrics.consider(range);
        }
        return openMetrics.quality > text.quality ? TextFormat.OPENMETRICS : TextFormat.PROMETHEUS;
    }

    /// How much one format is liked: what the most specific range that covers it says.
    private static final class Liking {
        private final String type;
        private final String subtype;
        private final String version;
        private int specificity;
        private double quality;

        Liking(String type, String subtype, String version) {
            this.type = type;
            this.subtype = subtype;
            this.version = version;
        }

        void consider(String range) {
            String[] parts = range.split(";", -1);
            var parameters = parameters(parts);
            int found = specificity(parts[0].strip().toLowerCase(Locale.ROOT), parameters.get("version"));
            double foundQuality = quality(parameters.get("q"));
            if (found > specificity || (found == specificity && found > 0 && foundQuality > quality)) {
                specificity = found;
                quality = foundQuality;
            }
        }

        private int specificity(String range, @Nullable String wanted) {
            if (range.equals("*/*")) {
                return 1;
            }
            if (range.equals(type + "/*")) {
                return 2;
            }
            if (!range.equals(type + "/" + subtype)) {
                return 0;
            }
            if (wanted == null) {
                return 3;
            }
            return wanted.equals(version) ? 4 : 0;
        }
    }

    private static Map<String, String> parameters(String[] parts) {
        var parameters = new HashMap<String, String>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                String value = parts[i].substring(equals + 1).strip().replace("\"", "");
                parameters.put(parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT), value);
            }
        }
        return parameters;
    }

    /// A malformed quality counts as none: the range is not wanted.
    private static double quality(@Nullable String q) {
        if (q == null) {
            return 1;
        }
        return q.matches("[01](\\.\\d{0,3})?") ? Math.min(1, Double.parseDouble(q)) : 0;
    }
}
