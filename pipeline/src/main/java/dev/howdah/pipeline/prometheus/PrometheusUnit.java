package dev.howdah.pipeline.prometheus;

import java.util.Map;

/// A UCUM unit as Prometheus has it: the word at the end of the name, and how a value becomes one in base
/// units.
///
/// @param word `seconds`, `bytes`, …; empty when the name carries no unit
/// @param multiplier,divisor a value times the multiplier by the divisor is in base units; one of them is
///     always 1, so that 1500 ms is exactly 1.5 s
record PrometheusUnit(String word, double multiplier, double divisor) {
    private static final PrometheusUnit NONE = of("");

    private static final Map<String, PrometheusUnit> KNOWN = Map.ofEntries(
            Map.entry("s", of("seconds")),
            Map.entry("ms", new PrometheusUnit("seconds", 1, 1e3)),
            Map.entry("us", new PrometheusUnit("seconds", 1, 1e6)),
            Map.entry("ns", new PrometheusUnit("seconds", 1, 1e9)),
            Map.entry("min", new PrometheusUnit("seconds", 60, 1)),
            Map.entry("h", new PrometheusUnit("seconds", 3600, 1)),
            Map.entry("d", new PrometheusUnit("seconds", 86_400, 1)),
            Map.entry("By", of("bytes")),
            Map.entry("KiBy", new PrometheusUnit("bytes", 1L << 10, 1)),
            Map.entry("MiBy", new PrometheusUnit("bytes", 1L << 20, 1)),
            Map.entry("GiBy", new PrometheusUnit("bytes", 1L << 30, 1)),
            Map.entry("kBy", new PrometheusUnit("bytes", 1e3, 1)),
            Map.entry("MBy", new PrometheusUnit("bytes", 1e6, 1)),
            Map.entry("GBy", new PrometheusUnit("bytes", 1e9, 1)),
            Map.entry("Hz", of("hertz")),
            Map.entry("Cel", of("celsius")),
            Map.entry("%", of("percent")));

    private static final Map<String, String> PER =
            Map.of("s", "second", "min", "minute", "h", "hour", "d", "day", "By", "byte");

    private static PrometheusUnit of(String word) {
        return new PrometheusUnit(word, 1, 1);
    }

    /// @param ratio whether the dimensionless unit `1` is worth a word: it is for gauges only
    static PrometheusUnit of(String ucum, boolean ratio) {
        String unit = ucum.replaceAll("\\{[^}]*}", "").strip();
        if (unit.equals("1")) {
            return ratio ? of("ratio") : NONE;
        }
        int slash = unit.indexOf('/');
        if (slash >= 0) {
            return rate(unit.substring(0, slash), unit.substring(slash + 1));
        }
        var known = KNOWN.get(unit);
        return known != null ? known : of(PrometheusNames.snake(unit));
    }

    private static PrometheusUnit rate(String numerator, String denominator) {
        String per = PER.getOrDefault(denominator, PrometheusNames.snake(denominator));
        var unit = KNOWN.getOrDefault(numerator, of(numerator.equals("1") ? "" : PrometheusNames.snake(numerator)));
        if (per.isEmpty()) {
            return unit;
        }
        String word = unit.word.isEmpty() ? "per_" + per : unit.word + "_per_" + per;
        return new PrometheusUnit(word, unit.multiplier, unit.divisor);
    }

    boolean isIdentity() {
        return multiplier == 1 && divisor == 1;
    }

    double toBase(double value) {
        return value * multiplier / divisor;
    }
}
