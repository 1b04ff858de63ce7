package dev.howdah.collector.session;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The server process of a session that was given up without an answer, if there is one. While it lives, another
/// that does the same would hang too. Safe for use by many threads.
public final class LeftBackend {
    private volatile @Nullable Backend backend;

    /// Remembers the session's process when the failure was that no answer came.
    public void leave(Session session, SQLException failure) {
        if (Session.wasSilent(failure)) {
            backend = session.backend();
        }
    }

    /// The process that lives on, after telling it to end; null when there is none, which is then forgotten.
    public @Nullable Backend livesOn(Session session, Deadline deadline) throws SQLException {
        var left = backend;
        if (left != null && session.terminate(left, deadline)) {
            return left;
        }
        backend = null;
        return null;
    }
}
