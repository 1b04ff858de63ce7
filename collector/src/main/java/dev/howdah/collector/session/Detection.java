package dev.howdah.collector.session;

import dev.howdah.catalog.ServerFacts;
import dev.howdah.catalog.ServerFacts.InstalledExtension;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What kind of server answers, as of one slot.
///
/// @param version as the server writes it, "16.3" or "18beta1"
/// @param versionNumber `server_version_num`
/// @param startedNanos the postmaster's start, in nanoseconds since the epoch
/// @param statisticsSinceNanos since when the server has kept statistics, in nanoseconds since the epoch; 0 when it
/// does not say
/// @param facts what decides which entries run
public record Detection(
        String version,
        int versionNumber,
        String database,
        String user,
        long startedNanos,
        long statisticsSinceNanos,
        ServerFacts facts) {
    private static final String SQL = read("detection.sql");
    /// The same as most entries', so that the session's setting need not be changed for it.
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /// Asks the server, within the deadline.
    static Detection ask(Session session, Deadline deadline) throws SQLException {
        return session.query(SQL, deadline.atMost(TIMEOUT), 1, Detection::of);
    }

    private static Detection of(ResultSet row) throws SQLException {
        if (!row.next()) {
            throw new SQLException("detection: the server sent no row");
        }
        int number = row.getInt("version_number");
        var facts = new ServerFacts(
                number / 10000,
                row.getBoolean("standby"),
                extensions(row.getString("extensions")),
                words(row.getString("roles")),
                words(row.getString("functions")));
        return new Detection(
                row.getString("version"),
                number,
                row.getString("database"),
                row.getString("username"),
                row.getLong("started_micros") * 1000,
                row.getLong("statistics_since_micros") * 1000,
                facts);
    }

    private static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" ", -1));
    }

    private static Map<String, InstalledExtension> extensions(String text) {
        var result = new HashMap<String, InstalledExtension>();
        if (!text.isEmpty()) {
            for (String extension : text.split("\u001e", -1)) {
                String[] parts = extension.split("\u001f", -1);
                result.put(parts[0], new InstalledExtension(parts[1], parts[2], parts[3].equals("t")));
            }
        }
        return result;
    }

    /// Whether this is the same server in the same state, so that a plan made for the other still holds.
    public boolean samePlan(Detection other) {
        return versionNumber == other.versionNumber && startedNanos == other.startedNanos && facts.equals(other.facts);
    }

    public String role() {
        return facts.standby() ? "standby" : "primary";
    }

    private static String read(String resource) {
        try (InputStream stream = Objects.requireNonNull(Detection.class.getResourceAsStream(resource))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
