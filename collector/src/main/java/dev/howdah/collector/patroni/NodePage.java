package dev.howdah.collector.patroni;

import static dev.howdah.collector.patroni.PatroniMetrics.POSITION;

import com.fasterxml.jackson.databind.JsonNode;
import dev.howdah.collector.scrape.TargetPoints;
import dev.howdah.model.Attributes;
import dev.howdah.model.Metric;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.TreeMap;

/// What a node says about itself: the page `/patroni`. A field that is not there yields no point.
record NodePage(JsonNode page) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

    /// Whether this is Patroni's page at all.
    boolean isPatroni() {
        return page.path("patroni").isObject() && page.path("state").isTextual();
    }

    void read(TargetPoints points, Instant now) {
        info(points);
        points.states(PatroniMetrics.STATE, page.path("state").asText(), Attributes.empty());
        if (page.has("role")) {
            points.states(PatroniMetrics.ROLE, role(page.path("role").asText()), Attributes.empty());
        }
        if (page.has("replication_state")) {
            points.states(
                    PatroniMetrics.REPLICATION, page.path("replication_state").asText(), Attributes.empty());
        }
        number(points, PatroniMetrics.TIMELINE, page.path("timeline"));
        number(points, PatroniMetrics.VERSION, page.path("server_version"));
        time(points, PatroniMetrics.START_TIME, page.path("postmaster_start_time"));
        flag(points, PatroniMetrics.PENDING_RESTART, isSet("pending_restart"));
        flag(points, PatroniMetrics.PAUSED, isSet("pause"));
        flag(points, PatroniMetrics.UNLOCKED, isSet("cluster_unlocked"));
        flag(points, PatroniMetrics.FAILSAFE, isSet("failsafe_mode_is_active"));
        flag(points, PatroniMetrics.SYNCHRONOUS, isSet("sync_standby") || isSet("quorum_standby"));
        dcs(points, now);
        wal(points, page.path("xlog"));
        replication(points, page.path("replication"));
    }

    /// Patroni 4 calls primary what was called master before.
    static String role(String word) {
        return word.equals("master") ? "primary" : word;
    }

    private void info(TargetPoints points) {
        var attributes = new TreeMap<String, String>();
        for (String key : new String[] {"version", "scope", "name"}) {
            String text = page.path("patroni").path(key).asText("");
            if (!text.isEmpty()) {
                attributes.put("patroni." + key, text);
            }
        }
        String system = page.path("database_system_identifier").asText("");
        if (!system.isEmpty()) {
            attributes.put("postgresql.system_identifier", system);
        }
        points.add(PatroniMetrics.INFO, 1L, Attributes.of(attributes));
    }

    private void dcs(TargetPoints points, Instant now) {
        long seen = page.path("dcs_last_seen").asLong(0);
        if (seen > 0) {
            points.add(PatroniMetrics.DCS_LAST_SEEN, (double) seen);
            points.add(PatroniMetrics.DCS_AGE, (double) Math.max(0, now.getEpochSecond() - seen));
        }
    }

    private static void wal(TargetPoints points, JsonNode wal) {
        location(points, wal, "location", "written");
        location(points, wal, "received_location", "received");
        location(points, wal, "replayed_location", "replayed");
        time(points, PatroniMetrics.REPLAYED_TIME, wal.path("replayed_timestamp"));
        if (wal.has("paused")) {
            flag(points, PatroniMetrics.REPLAY_PAUSED, wal.path("paused").asBoolean());
        }
    }

    private static void location(TargetPoints points, JsonNode wal, String field, String position) {
        if (wal.path(field).isIntegralNumber()) {
            points.add(PatroniMetrics.WAL, wal.path(field).asLong(), Attributes.of(POSITION, position));
        }
    }

    private static void replication(TargetPoints points, JsonNode connections) {
        var counts = new TreeMap<String, Long>();
        for (var connection : connections) {
            counts.merge(
                    connection.path("state").asText() + "\n"
                            + connection.path("sync_state").asText(),
                    1L,
                    Long::sum);
        }
        counts.forEach((key, count) -> {
            int end = key.indexOf('\n');
            points.add(
                    PatroniMetrics.CONNECTIONS,
                    count,
                    Attributes.of(
                            PatroniMetrics.STATE_KEY,
                            key.substring(0, end),
                            "patroni.sync_state",
                            key.substring(end + 1)));
        });
    }

    private boolean isSet(String field) {
        return page.path(field).asBoolean(false);
    }

    static void number(TargetPoints points, Metric metric, JsonNode value, String... attributes) {
        if (value.isIntegralNumber()) {
            points.add(metric, value.asLong(), Attributes.of(attributes));
        }
    }

    static void flag(TargetPoints points, Metric metric, boolean set, String... attributes) {
        points.add(metric, set ? 1L : 0L, Attributes.of(attributes));
    }

    /// `2026-11-23 18:12:52.313326+00:00`; older versions name the time zone, which is left out.
    private static void time(TargetPoints points, Metric metric, JsonNode value) {
        if (!value.isTextual()) {
            return;
        }
        try {
            var time =
                    OffsetDateTime.parse(value.asText().replace(' ', 'T'), TIME).toInstant();
            points.add(metric, time.getEpochSecond() + time.getNano() / 1e9);
        } catch (DateTimeException e) {
            // no time that can be read is no point
        }
    }
}
