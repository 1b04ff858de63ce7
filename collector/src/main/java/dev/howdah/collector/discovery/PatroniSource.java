package dev.howdah.collector.discovery;

import dev.howdah.collector.patroni.ClusterPage;
import dev.howdah.collector.patroni.PatroniClient;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.target.PatroniUrl;
import dev.howdah.collector.target.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// One target for each member of a Patroni cluster, as its REST API says.
///
/// @param urls of members, which are asked in turn until one answers
public record PatroniSource(List<PatroniUrl> urls, Duration refresh, TargetTemplate template) implements TargetSource {
    /// The places that a template may have.
    public static final Set<String> PLACES =
            Set.of("host", "port", "member", "scope", "api_host", "api_port", "api_url");

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    public PatroniSource {
        urls = List.copyOf(urls);
    }

    @Override
    public String name() {
        return urls.stream()
                .map(url -> url.page("").toString())
                .collect(Collectors.joining(" ", "patroni ", template.kindInWords()));
    }

    @Override
    public List<Target> find() throws DiscoveryException, InterruptedException {
        var failures = new ArrayList<String>();
        for (var url : urls) {
            try (var client = new PatroniClient(url)) {
                var page = new ClusterPage(client.read("/cluster", Deadline.in(TIMEOUT)));
                if (page.isPatroni()) {
                    return targets(page);
                }
                failures.add(url.page("") + ": answered /cluster without members");
            } catch (ConnectException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        throw new DiscoveryException(String.join("; ", failures), null);
    }

    private List<Target> targets(ClusterPage page) throws DiscoveryException {
        var targets = new ArrayList<Target>();
        for (var member : page.members()) {
            targets.add(template.of(values(page, member)));
        }
        return targets;
    }

    private static Map<String, String> values(ClusterPage page, ClusterPage.Member member) {
        var values = new HashMap<String, String>();
        values.put("host", TargetTemplate.host(member.host()));
        values.put("port", Integer.toString(member.port()));
        values.put("member", member.name());
        values.put("scope", page.scope());
        try {
            var api = PatroniUrl.parse(member.apiUrl(), null);
            values.put("api_host", TargetTemplate.host(api.host()));
            values.put("api_port", Integer.toString(api.port()));
            values.put("api_url", api.page("").toString());
        } catch (IllegalArgumentException e) {
            // a member that does not say it; only templates that want it mind
        }
        return values;
    }
}
