package dev.howdah.collector.session;

/// The server process that serves a session. A process number may be used again, but not with the same start.
///
/// @param started as the server writes it
public record Backend(int pid, String started) {}
