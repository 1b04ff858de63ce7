package dev.howdah.collector.patroni;

import dev.howdah.collector.scrape.InquiryScraper;
import dev.howdah.collector.scrape.Outcome;
import dev.howdah.collector.scrape.ScrapeMetrics;
import dev.howdah.collector.scrape.TargetPoints;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.target.PatroniUrl;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a Patroni for its own state and that of its cluster.
public final class PatroniInquiry implements InquiryScraper.Inquiry {
    private static final Logger LOG = LoggerFactory.getLogger(PatroniInquiry.class);
    private static final String CLUSTER = "patroni_cluster";

    private final String target;
    private final PatroniClient client;
    private final InstantSource clock;
    private boolean clusterFailed;

    /// @param target its name, for messages
    public PatroniInquiry(String target, PatroniUrl url, InstantSource clock) {
        this.target = target;
        this.client = new PatroniClient(url);
        this.clock = clock;
    }

    @Override
    public void ask(TargetPoints points, Deadline deadline) throws ConnectException, InterruptedException {
        var node = new NodePage(client.read("/patroni", deadline));
        if (!node.isPatroni()) {
            throw client.notPatroni("answered /patroni without its state and version");
        }
        points.source("patroni_node");
        node.read(points, clock.instant());
        askCluster(points, deadline);
    }

    /// A node that cannot say how its cluster is, because the configuration store is away, is up all the same.
    private void askCluster(TargetPoints points, Deadline deadline) throws InterruptedException {
        points.source(CLUSTER);
        boolean failed = false;
        try {
            new ClusterPage(client.read("/cluster", deadline)).read(points);
        } catch (ConnectException e) {
            failed = true;
            if (!clusterFailed) {
                LOG.warn("target {}: does not say how its cluster is: {}", target, e.getMessage());
            }
        }
        clusterFailed = failed;
        points.add(
                ScrapeMetrics.ENTRY_OUTCOME,
                1,
                "entry",
                CLUSTER,
                "outcome",
                (failed ? Outcome.ERROR : Outcome.OK).label());
    }

    @Override
    public void close() {
        client.close();
    }
}
