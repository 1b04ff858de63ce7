package dev.howdah.collector.patroni;

import static dev.howdah.model.MetricType.GAUGE;
import static dev.howdah.model.MetricType.UP_DOWN_COUNTER;
import static dev.howdah.model.NumberKind.DOUBLE;
import static dev.howdah.model.NumberKind.INTEGER;

import dev.howdah.collector.scrape.InquiryScraper;
import dev.howdah.collector.scrape.TargetPoints.States;
import dev.howdah.model.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The metrics of a Patroni.
public final class PatroniMetrics {
    static final String MEMBER = "patroni.member";
    static final String ROLE_KEY = "patroni.role";
    static final String STATE_KEY = "patroni.state";
    static final String POSITION = "patroni.position";

    /// 1 when the REST API answered.
    public static final Metric UP = InquiryScraper.up("patroni.up", "Patroni");

    static final Metric INFO = gauge("patroni.info", "{node}", "Version of Patroni and name of the cluster; always 1.");
    static final States STATE = new States(
            gauge("patroni.state", "{state}", "State of the node's PostgreSQL; 1 for the state that it is."),
            STATE_KEY,
            List.of(
                    "running",
                    "stopped",
                    "starting",
                    "stopping",
                    "restarting",
                    "start failed",
                    "stop failed",
                    "restart failed",
                    "crashed",
                    "creating replica",
                    "initializing new cluster",
                    "initdb failed",
                    "running custom bootstrap script",
                    "custom bootstrap failed"));
    static final States ROLE = new States(
            gauge(
                    "patroni.role",
                    "{state}",
                    "Role of the node, primary also where Patroni says master; 1 for the role that it has."),
            ROLE_KEY,
            List.of("primary", "replica", "standby_leader", "promoted", "demoted", "uninitialized"));
    static final States REPLICATION = new States(
            gauge(
                    "patroni.replication.state",
                    "{state}",
                    "How a replica gets its WAL, where Patroni says it; 1 for the way that it is."),
            "patroni.replication.state",
            List.of("streaming", "in archive recovery"));
    static final Metric SYNCHRONOUS =
            gauge("patroni.synchronous_standby", "{node}", "1 when the node is a synchronous or quorum standby.");
    static final Metric TIMELINE = gauge("patroni.timeline", "{timeline}", "Timeline of the node.");
    static final Metric VERSION = gauge(
            "patroni.postgresql.version",
            "{version}",
            "Version of the node's PostgreSQL as a number, 150020 for 15.20.");
    static final Metric START_TIME =
            seconds("patroni.postgresql.start_time", "When the node's PostgreSQL was started, in seconds since 1970.");
    static final Metric PENDING_RESTART =
            gauge("patroni.pending_restart", "{node}", "1 when a setting waits for a restart.");
    static final Metric PAUSED = gauge("patroni.paused", "{cluster}", "1 while automatic failover is off.");
    static final Metric UNLOCKED =
            gauge("patroni.cluster.unlocked", "{cluster}", "1 while nobody holds the leader lock.");
    static final Metric FAILSAFE = gauge(
            "patroni.failsafe_mode", "{cluster}", "1 while the primary goes on without the configuration store (DCS).");
    static final Metric DCS_LAST_SEEN = seconds(
            "patroni.dcs.last_seen",
            "When the node last reached the configuration store (DCS), in seconds since 1970.");
    static final Metric DCS_AGE = seconds(
            "patroni.dcs.age",
            "Time since the node last reached the configuration store (DCS), as far as clocks agree.");
    static final Metric WAL = new Metric(
            "patroni.wal.location",
            "WAL position of the node in bytes from 0/0: written on a primary, received and replayed on a replica.",
            "By",
            GAUGE,
            INTEGER);
    static final Metric REPLAYED_TIME =
            seconds("patroni.replay.time", "When the transaction replayed last was committed, in seconds since 1970.");
    static final Metric REPLAY_PAUSED = gauge("patroni.replay.paused", "{node}", "1 while replay is paused.");
    static final Metric CONNECTIONS = new Metric(
            "patroni.replication.connections",
            "Replicas that are connected to the node, by state.",
            "{connection}",
            UP_DOWN_COUNTER,
            INTEGER);
    static final Metric MEMBERS = new Metric(
            "patroni.cluster.members",
            "Members of the cluster, by role and state.",
            "{node}",
            UP_DOWN_COUNTER,
            INTEGER);
    static final States MEMBER_ROLE = new States(
            gauge(
                    "patroni.cluster.member.role",
                    "{state}",
                    "Role of each member of the cluster; 1 for the role that it has."),
            ROLE_KEY,
            List.of("leader", "replica", "sync_standby", "quorum_standby", "standby_leader"));
    static final Metric MEMBER_RUNNING =
            gauge("patroni.cluster.member.running", "{node}", "1 when a member's PostgreSQL runs.");
    static final Metric MEMBER_TIMELINE =
            gauge("patroni.cluster.member.timeline", "{timeline}", "Timeline of each member.");
    static final Metric MEMBER_LAG = gauge(
            "patroni.cluster.member.lag",
            "By",
            "How far a member is behind the leader; absent where Patroni does not know.");
    static final Metric SWITCHOVER =
            gauge("patroni.cluster.scheduled_switchover", "{switchover}", "1 when a switchover is scheduled.");

    private PatroniMetrics() {}

    private static Metric gauge(String name, String unit, String description) {
        return new Metric(name, description, unit, GAUGE, INTEGER);
    }

    private static Metric seconds(String name, String description) {
        return new Metric(name, description, "s", GAUGE, DOUBLE);
    }

    /// All of them with the names of their attributes, for the documentation.
    public static Map<Metric, List<String>> all() {
        var all = new LinkedHashMap<Metric, List<String>>();
        for (var metric : List.of(UP, TIMELINE, VERSION, START_TIME, PENDING_RESTART, PAUSED, UNLOCKED, FAILSAFE)) {
            all.put(metric, List.of());
        }
        all.put(INFO, List.of("patroni.version", "patroni.scope", "patroni.name", "postgresql.system_identifier"));
        for (var states : List.of(STATE, ROLE, REPLICATION)) {
            all.put(states.metric(), List.of(states.attribute()));
        }
        for (var metric : List.of(SYNCHRONOUS, DCS_LAST_SEEN, DCS_AGE, REPLAYED_TIME, REPLAY_PAUSED, SWITCHOVER)) {
            all.put(metric, List.of());
        }
        all.put(WAL, List.of(POSITION));
        all.put(CONNECTIONS, List.of(STATE_KEY, "patroni.sync_state"));
        all.put(MEMBERS, List.of(ROLE_KEY, STATE_KEY));
        all.put(MEMBER_ROLE.metric(), List.of(MEMBER, ROLE_KEY));
        for (var metric : List.of(MEMBER_RUNNING, MEMBER_TIMELINE, MEMBER_LAG)) {
            all.put(metric, List.of(MEMBER));
        }
        return all;
    }
}
