package dev.howdah.app.demo;

import dev.howdah.model.Scrape;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Shows targets live: on a terminal a table that is drawn anew in its place, elsewhere plain lines. Used by one
/// thread.
public final class LiveTable {
    private static final String CLEAR_TO_END = "\033[J";
    private static final String BOLD = "\033[1m";
    private static final String RED = "\033[31m";
    private static final String PLAIN = "\033[0m";

    private final PrintStream out;
    private final boolean terminal;
    private final Map<String, Scrape> shown = new HashMap<>();
    private final Map<String, TargetRow> rows = new HashMap<>();
    private int linesDrawn;

    public LiveTable(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// Shows the latest scrapes.
    public void show(List<Scrape> latest) {
        for (var scrape : latest) {
            String target = scrape.resource().target();
            var before = shown.get(target);
            if (before == null || before.slotNanos() != scrape.slotNanos()) {
                rows.put(target, TargetRow.of(scrape, before));
                shown.put(target, scrape);
                if (!terminal) {
                    out.println(plainLine(rows.get(target)));
                }
            }
        }
        if (terminal) {
            draw(latest);
        }
        out.flush();
    }

    private void draw(List<Scrape> latest) {
        var text = new StringBuilder();
        if (linesDrawn > 0) {
            text.append("\033[").append(linesDrawn).append('A').append('\r');
        }
        text.append(CLEAR_TO_END)
                .append(BOLD)
                .append(cells("TARGET", "ROLE", "VERSION", "UP", "TX/S", "CONN", "HIT %", "LAG", "SCRAPE", "POINTS"))
                .append(PLAIN)
                .append('\n');
        for (var scrape : latest) {
            var row = rows.get(scrape.resource().target());
            if (row != null) {
                text.append(row.up() ? "" : RED)
                        .append(cells(row))
                        .append(PLAIN)
                        .append('\n');
            }
        }
        linesDrawn = latest.size() + 1;
        out.print(text);
    }

    private static String cells(TargetRow row) {
        return cells(
                row.target(),
                row.role(),
                row.version(),
                row.up() ? "yes" : "no",
                number("%.0f", row.transactionsPerSecond()),
                number("%.0f", row.connections()),
                number("%.1f", row.hitRatio() * 100),
                number("%.1f s", row.lagSeconds()),
                number("%.1f ms", row.scrapeMillis()),
                Integer.toString(row.points()));
    }

    private static String cells(String... words) {
        return String.format(Locale.ROOT, "%-14.14s %-8s %-8.8s %-3s %8s %5s %6s %8s %10s %7s", (Object[]) words);
    }

    private static String plainLine(TargetRow row) {
        return "target=%s role=%s version=%s up=%s transactions_per_second=%s connections=%s cache_hit_percent=%s replication_lag=%s scrape=%s points=%d"
                .formatted(
                        row.target(),
                        row.role(),
                        row.version().replace(' ', '_'),
                        row.up() ? "yes" : "no",
                        number("%.0f", row.transactionsPerSecond()),
                        number("%.0f", row.connections()),
                        number("%.1f", row.hitRatio() * 100),
                        number("%.1fs", row.lagSeconds()),
                        number("%.1fms", row.scrapeMillis()),
                        row.points());
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
