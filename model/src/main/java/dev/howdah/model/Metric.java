package dev.howdah.model;

/// A metric's definition.
///
/// @param name the OpenTelemetry name, `postgresql.backends`
/// @param description one sentence for people
/// @param unit a UCUM unit: `s`, `By`, `1`, `{row}`
public record Metric(String name, String description, String unit, MetricType type, NumberKind number) {}
