package dev.howdah.collector.events;

import dev.howdah.collector.target.Target;

/// A server whose events are to be collected, and how. Two equal ones are collected alike, so a reload leaves them
/// alone.
public record EventTarget(Target target, EventSettings settings) {}
