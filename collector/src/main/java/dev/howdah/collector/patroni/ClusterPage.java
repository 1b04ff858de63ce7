package dev.howdah.collector.patroni;

import com.fasterxml.jackson.databind.JsonNode;
import dev.howdah.collector.scrape.TargetPoints;
import dev.howdah.model.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// What a node says about its cluster: the page `/cluster`.
public record ClusterPage(JsonNode page) {
    private static final Set<String> RUNNING = Set.of("running", "streaming", "in archive recovery");

    /// A member of the cluster and where its PostgreSQL is.
    ///
    /// @param apiUrl of its REST API
    public record Member(String name, String host, int port, String apiUrl) {}

    /// Whether this is Patroni's page at all.
    public boolean isPatroni() {
        return page.path("members").isArray();
    }

    /// The members that say where they are.
    public List<Member> members() {
        var members = new ArrayList<Member>();
        for (var member : page.path("members")) {
            String name = member.path("name").asText("");
            String host = member.path("host").asText("");
            int port = member.path("port").asInt(5432);
            if (!name.isEmpty() && !host.isEmpty()) {
                members.add(new Member(name, host, port, member.path("api_url").asText("")));
            }
        }
        return members;
    }

    /// The cluster's name; empty before Patroni 3.2, which does not say it here.
    public String scope() {
        return page.path("scope").asText("");
    }

    void read(TargetPoints points) {
        var counts = new TreeMap<String, Long>();
        for (var member : page.path("members")) {
            member(points, member);
            counts.merge(
                    NodePage.role(member.path("role").asText()) + "\n"
                            + member.path("state").asText(),
                    1L,
                    Long::sum);
        }
        counts.forEach((key, count) -> {
            int end = key.indexOf('\n');
            points.add(
                    PatroniMetrics.MEMBERS,
                    count,
                    Attributes.of(
                            PatroniMetrics.ROLE_KEY, key.substring(0, end),
                            PatroniMetrics.STATE_KEY, key.substring(end + 1)));
        });
        NodePage.flag(points, PatroniMetrics.SWITCHOVER, page.has("scheduled_switchover"));
    }

    private static void member(TargetPoints points, JsonNode member) {
        String name = member.path("name").asText();
        String role = member.path("role").asText();
        points.states(PatroniMetrics.MEMBER_ROLE, role, Attributes.of(PatroniMetrics.MEMBER, name));
        NodePage.flag(
                points,
                PatroniMetrics.MEMBER_RUNNING,
                RUNNING.contains(member.path("state").asText()),
                PatroniMetrics.MEMBER,
                name);
        NodePage.number(points, PatroniMetrics.MEMBER_TIMELINE, member.path("timeline"), PatroniMetrics.MEMBER, name);
        NodePage.number(points, PatroniMetrics.MEMBER_LAG, member.path("lag"), PatroniMetrics.MEMBER, name);
    }
}
