package dev.howdah.collector.scrape;

import dev.howdah.catalog.ServerFacts;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.target.Target;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Tells what is new about a target, and only once.
final class ScrapeLog {
    private static final Logger LOG = LoggerFactory.getLogger(TargetScraper.class);

    private Target target;
    private final Map<String, Outcome> toldOutcomes = new HashMap<>();
    private final Set<String> toldDuplicates = new HashSet<>();
    private List<Plan.Lacking> toldLacking = List.of();

    ScrapeLog(Target target) {
        this.target = target;
    }

    /// What is asked of the same server changed.
    void use(Target changed) {
        target = changed;
    }

    void tell(Detection detection) {
        LOG.info(
                "target {}: {} is PostgreSQL {}, a {}",
                target.name(),
                target.url().address(),
                detection.version(),
                detection.role());
        if (detection.facts().majorVersion() > ServerFacts.NEWEST_MAJOR) {
            LOG.warn(
                    "target {}: PostgreSQL {} is newer than the newest known, {}; its statements are used",
                    target.name(),
                    detection.version(),
                    ServerFacts.NEWEST_MAJOR);
        }
    }

    /// Tells that the session is one of a pooler's.
    void tellPooled() {
        LOG.info(
                "target {}: is reached through a pooler: settings are made for each transaction, and nothing is prepared",
                target.name());
    }

    /// Tells which entries do not run, those with the same cure in one line. An extension that nobody wants is no
    /// reason to warn; a privilege that was forgotten is.
    void tellLacking(List<Plan.Lacking> lacking) {
        lacking.forEach(each -> toldOutcomes.put(each.entry().name(), each.outcome()));
        if (lacking.equals(toldLacking)) {
            return;
        }
        toldLacking = lacking;
        var byCure = new LinkedHashMap<String, List<Plan.Lacking>>();
        lacking.forEach(each -> byCure.computeIfAbsent(
                        each.cure().isEmpty() ? each.reason() : each.cure(), _ -> new ArrayList<>())
                .add(each));
        byCure.values()
                .forEach(entries -> LOG.atLevel(
                                entries.getFirst().outcome() == Outcome.DENIED ? Level.WARN : Level.INFO)
                        .log(
                                "target {}: left out {}: {}{}",
                                target.name(),
                                entries.stream()
                                        .map(each -> each.entry().name())
                                        .collect(Collectors.joining(", ")),
                                entries.getFirst().reason(),
                                entries.getFirst().cure().isEmpty()
                                        ? ""
                                        : " — " + entries.getFirst().cure()));
    }

    /// Tells which entries ended otherwise than before.
    void tell(Map<String, PlannedEntry.LastRun> runs) {
        runs.forEach((entry, run) -> {
            tellDuplicates(entry, run.leftOut().getOrDefault("duplicate", 0));
            var before = toldOutcomes.put(entry, run.outcome());
            if (run.outcome() != (before == null ? Outcome.OK : before)) {
                tellChange(entry, run);
            }
        });
    }

    private void tellDuplicates(String entry, int number) {
        if (number > 0 && toldDuplicates.add(entry)) {
            LOG.warn(
                    "target {}: entry {}: {} rows were left out, because earlier ones have the same attributes — add one that tells them apart, such as the database",
                    target.name(),
                    entry,
                    number);
        }
    }

    private void tellChange(String entry, PlannedEntry.LastRun run) {
        if (run.outcome() == Outcome.OK) {
            LOG.info("target {}: entry {} runs again", target.name(), entry);
        } else {
            LOG.warn(
                    "target {}: entry {} ended {}: {}",
                    target.name(),
                    entry,
                    run.outcome().label(),
                    run.failure());
        }
    }

    /// Tells that the databases could not be listed.
    void tellDatabases(SQLException e) {
        LOG.warn(
                "target {}: its databases could not be listed, so none was asked: {} (SQLSTATE {})",
                target.name(),
                target.shown(String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
                e.getSQLState());
    }
}
