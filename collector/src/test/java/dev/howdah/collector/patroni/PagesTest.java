package dev.howdah.collector.patroni;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.howdah.collector.scrape.PointsOf;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PagesTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_795_457_590);

    private static JsonNode json(String text) throws Exception {
        return new JsonMapper().readTree(text);
    }

    private static Map<String, Double> node(String text) throws Exception {
        var page = new NodePage(json(text));
        assertThat(page.isPatroni()).isTrue();
        return PointsOf.all(points -> page.read(points, NOW));
    }

    @Test
    void aPrimaryIsThePrimaryUnderItsOldAndItsNewName() throws Exception {
        for (String role : new String[] {"master", "primary"}) {
            assertThat(node("""
                    {"state": "running", "role": "%s", "patroni": {"version": "4.0.5", "scope": "birds", "name": "wren"}}
                    """.formatted(role)))
                    .containsEntry("patroni.role{patroni.role=primary}", 1.0)
                    .containsEntry("patroni.role{patroni.role=replica}", 0.0)
                    .containsEntry("patroni.role{patroni.role=unknown}", 0.0)
                    .containsEntry("patroni.info{patroni.name=wren, patroni.scope=birds, patroni.version=4.0.5}", 1.0);
        }
    }

    @Test
    void everythingThatANodeSaysIsRead() throws Exception {
        assertThat(node("""
                {"state": "running", "postmaster_start_time": "2026-11-23 18:12:54.500000+00:00", "role": "replica",
                 "server_version": 150020, "timeline": 3, "dcs_last_seen": 1795457572, "pending_restart": true,
                 "pause": true, "cluster_unlocked": true, "sync_standby": true, "replication_state": "streaming",
                 "xlog": {"received_location": 50331648, "replayed_location": 50331600, "replayed_timestamp": null, "paused": true},
                 "replication": [{"state": "streaming", "sync_state": "async"}, {"state": "streaming", "sync_state": "async"}],
                 "patroni": {"version": "3.0.2", "scope": "birds"}}
                """))
                .containsEntry("patroni.postgresql.start_time{}", 1_795_457_574.5)
                .containsEntry("patroni.postgresql.version{}", 150020.0)
                .containsEntry("patroni.timeline{}", 3.0)
                .containsEntry("patroni.dcs.last_seen{}", 1_795_457_572.0)
                .containsEntry("patroni.dcs.age{}", 18.0)
                .containsEntry("patroni.pending_restart{}", 1.0)
                .containsEntry("patroni.paused{}", 1.0)
                .containsEntry("patroni.cluster.unlocked{}", 1.0)
                .containsEntry("patroni.synchronous_standby{}", 1.0)
                .containsEntry("patroni.replication.state{patroni.replication.state=streaming}", 1.0)
                .containsEntry("patroni.wal.location{patroni.position=received}", 50331648.0)
                .containsEntry("patroni.wal.location{patroni.position=replayed}", 50331600.0)
                .containsEntry("patroni.replay.paused{}", 1.0)
                .containsEntry(
                        "patroni.replication.connections{patroni.state=streaming, patroni.sync_state=async}", 2.0)
                .doesNotContainKey("patroni.replay.time{}");
    }

    @Test
    void aStateThatNobodyKnowsIsUnknownAndWhatIsNotThereIsNoPoint() throws Exception {
        assertThat(
                        node(
                                "{\"state\": \"moulting\", \"patroni\": {}, \"timeline\": \"x\", \"postmaster_start_time\": \"noon\"}"))
                .containsEntry("patroni.state{patroni.state=unknown}", 1.0)
                .containsEntry("patroni.state{patroni.state=running}", 0.0)
                .doesNotContainKeys("patroni.timeline{}", "patroni.postgresql.start_time{}", "patroni.dcs.age{}");
    }

    @Test
    void aClusterIsCountedAndALagThatIsNotKnownIsNoPoint() throws Exception {
        var page = new ClusterPage(json("""
                {"members": [
                  {"name": "wren", "role": "leader", "state": "running", "host": "10.0.0.1", "port": 5433, "timeline": 2, "api_url": "http://10.0.0.1:8008/patroni"},
                  {"name": "finch", "role": "quorum_standby", "state": "streaming", "host": "10.0.0.2", "port": 5434, "lag": 96},
                  {"name": "crow", "role": "replica", "state": "start failed", "lag": "unknown"}],
                 "scheduled_switchover": {"at": "2026-11-24T00:00:00+00:00"}}
                """));
        assertThat(PointsOf.all(page::read))
                .containsEntry("patroni.cluster.members{patroni.role=leader, patroni.state=running}", 1.0)
                .containsEntry("patroni.cluster.member.role{patroni.member=finch, patroni.role=quorum_standby}", 1.0)
                .containsEntry("patroni.cluster.member.running{patroni.member=finch}", 1.0)
                .containsEntry("patroni.cluster.member.running{patroni.member=crow}", 0.0)
                .containsEntry("patroni.cluster.member.lag{patroni.member=finch}", 96.0)
                .containsEntry("patroni.cluster.scheduled_switchover{}", 1.0)
                .doesNotContainKey("patroni.cluster.member.lag{patroni.member=crow}");
        assertThat(page.members())
                .containsExactly(
                        new ClusterPage.Member("wren", "10.0.0.1", 5433, "http://10.0.0.1:8008/patroni"),
                        new ClusterPage.Member("finch", "10.0.0.2", 5434, ""));
    }
}
