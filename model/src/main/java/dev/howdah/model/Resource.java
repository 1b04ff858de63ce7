package dev.howdah.model;

/// What points are about: one PostgreSQL server, or Howdah itself.
///
/// @param target the target's configured name, unique within a configuration
/// @param labels what the user wrote under `labels` of the target; they become attributes of every series
/// @param attributes what was detected, under OpenTelemetry names (`service.instance.id`, `server.address`, …)
public record Resource(String target, Attributes labels, Attributes attributes) {}
