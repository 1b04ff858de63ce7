package dev.howdah.catalog.relations;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is shown of very many relations: a share, always the same ones, and all that matter most.
///
/// @param condition about the number of relations, as `table_count > 10000`
/// @param sampleRate the share that is shown, 0 to 1
/// @param priorityFilter relations that are always shown; null for none
public record SamplingRule(
        RelationCondition condition,
        double sampleRate,
        @Nullable RelationCondition priorityFilter) {
    public SamplingRule {
        if (!(sampleRate >= 0 && sampleRate <= 1)) {
            throw new IllegalArgumentException("sample_rate: is %s, expected 0 to 1".formatted(sampleRate));
        }
    }

    /// SQL that is true for what is always shown.
    static String prioritySql(List<SamplingRule> rules) {
        return perRule(
                rules,
                rule -> rule.priorityFilter() == null
                        ? "false"
                        : rule.priorityFilter().sql(),
                "true");
    }

    /// SQL for the share that is shown, 0 to 1.
    static String rateSql(List<SamplingRule> rules) {
        return perRule(rules, rule -> Double.toString(rule.sampleRate()), "1");
    }

    private static String perRule(List<SamplingRule> rules, Function<SamplingRule, String> value, String otherwise) {
        if (rules.isEmpty()) {
            return otherwise;
        }
        var sql = new StringBuilder("CASE");
        for (var rule : rules) {
            sql.append(" WHEN ").append(rule.condition().sql()).append(" THEN ").append(value.apply(rule));
        }
        return sql.append(" ELSE ").append(otherwise).append(" END").toString();
    }
}
