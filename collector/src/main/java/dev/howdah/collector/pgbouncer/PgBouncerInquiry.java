package dev.howdah.collector.pgbouncer;

import dev.howdah.catalog.ConsoleCatalog;
import dev.howdah.collector.scrape.InquiryScraper;
import dev.howdah.collector.scrape.Outcome;
import dev.howdah.collector.scrape.ScrapeMetrics;
import dev.howdah.collector.scrape.TargetPoints;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.session.Console;
import dev.howdah.collector.session.Deadline;
import dev.howdah.collector.session.Session;
import dev.howdah.collector.target.Target;
import dev.howdah.model.Metric;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a pgBouncer's admin console all commands of its catalog, over one connection that it keeps.
public final class PgBouncerInquiry implements InquiryScraper.Inquiry {
    /// 1 when the console answered.
    public static final Metric UP = InquiryScraper.up("pgbouncer.up", "pgBouncer");

    private static final Logger LOG = LoggerFactory.getLogger(PgBouncerInquiry.class);

    private final Target target;
    private final List<ConsoleRows> commands;
    private final Map<String, Outcome> outcomes = new HashMap<>();
    private @Nullable Console console;

    public PgBouncerInquiry(Target target, ConsoleCatalog catalog) {
        this.target = target;
        this.commands = catalog.commands().stream().map(ConsoleRows::new).toList();
    }

    @Override
    public void ask(TargetPoints points, Deadline deadline) throws ConnectException {
        boolean kept = console != null && !console.isClosed();
        if (!kept) {
            connect(deadline);
        }
        for (var command : commands) {
            if (!ask(command, points, deadline) && kept && command.equals(commands.getFirst())) {
                // the connection was lost since the last slot, as by a restart
                connect(deadline);
                ask(command, points, deadline);
            }
        }
    }

    private void connect(Deadline deadline) throws ConnectException {
        close();
        console = Console.open(target, deadline);
    }

    /// @return whether the console can be asked further
    private boolean ask(ConsoleRows rows, TargetPoints points, Deadline deadline) throws ConnectException {
        var command = rows.command();
        long begun = System.nanoTime();
        points.source(command.name());
        Outcome outcome = Outcome.OK;
        String why = "";
        var current = Objects.requireNonNull(console);
        try {
            rows.read(current.show(command.show(), deadline), points);
        } catch (SQLException e) {
            if (Session.wasSilent(e)) {
                close();
                throw ConnectException.of(target.url(), target.url().database(), e);
            }
            if (current.isClosed()) {
                return false;
            }
            outcome = Outcome.MISSING;
            why = String.valueOf(e.getMessage());
        }
        points.add(ScrapeMetrics.ENTRY_DURATION, (System.nanoTime() - begun) / 1e9, "entry", command.name());
        points.add(ScrapeMetrics.ENTRY_OUTCOME, 1, "entry", command.name(), "outcome", outcome.label());
        tell(command, outcome, why);
        return true;
    }

    private void tell(ConsoleCatalog.Command command, Outcome outcome, String why) {
        var before = outcomes.put(command.name(), outcome);
        if (outcome != Outcome.OK && outcome != before) {
            LOG.info(
                    "target {}: left out {}: {} — pgBouncer {} or newer has it",
                    target.name(),
                    command.name(),
                    why,
                    command.since());
        }
    }

    @Override
    public void close() {
        if (console != null) {
            console.close();
            console = null;
        }
    }
}
