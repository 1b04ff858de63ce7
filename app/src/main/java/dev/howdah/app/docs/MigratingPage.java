package dev.howdah.app.docs;

import dev.howdah.catalog.Vocabulary;
import dev.howdah.catalog.naming.NameTable;
import dev.howdah.model.alias.Alias;
import dev.howdah.model.alias.LabelSource;
import dev.howdah.pipeline.prometheus.PrometheusNames;
import java.util.ArrayList;
import java.util.stream.Collectors;

/// The part of `docs/migrating.md` that a table of names tells; the rest is written by hand.
public final class MigratingPage {
    private static final String BEGIN = "<!-- written by howdah catalog docs: begin -->\n";
    private static final String END = "<!-- written by howdah catalog docs: end -->\n";

    private final StringBuilder page = new StringBuilder();
    private final Vocabulary vocabulary;

    private MigratingPage(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /// The page with its generated part as the table says now.
    ///
    /// @param earlier the page as it is
    public static String of(String earlier, NameTable table, Vocabulary vocabulary) {
        int begin = earlier.indexOf(BEGIN);
        int end = earlier.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(
                    "docs/migrating.md: the lines that enclose its generated part are missing — restore them");
        }
        return earlier.substring(0, begin + BEGIN.length())
                + new MigratingPage(vocabulary).tables(table)
                + earlier.substring(end);
    }

    private String tables(NameTable table) {
        page.append("\n### Names that stay\n\n")
                .append("| %s %s | Howdah | by default in Prometheus | Remarks |\n"
                        .formatted(table.exporter(), table.version()))
                .append("|---|---|---|---|\n");
        table.rows().forEach(this::row);
        page.append("\n### Names that Howdah does not give\n\n")
                .append("| %s %s | Why not | Instead |\n".formatted(table.exporter(), table.version()))
                .append("|---|---|---|\n");
        for (var difference : table.differences()) {
            page.append("| `%s` | %s | %s |\n"
                    .formatted(difference.name(), difference.reason(), code(difference.instead())));
        }
        return page.append('\n').toString();
    }

    private void row(NameTable.Row row) {
        var alias = row.alias();
        var metric = vocabulary.metric(alias.metric()).orElseThrow();
        page.append("| `%s`%s | `%s`%s | `%s` | %s |\n"
                .formatted(
                        alias.name(),
                        alias.labels().isEmpty() ? "" : " " + labels(alias),
                        alias.metric(),
                        alias.where().isEmpty() ? "" : " `" + alias.where() + "`",
                        PrometheusNames.sample(metric),
                        remarks(row)));
    }

    private static String labels(Alias alias) {
        return alias.labels().entrySet().stream()
                .map(label -> "`%s`%s".formatted(label.getKey(), from(label.getValue())))
                .collect(Collectors.joining(", "));
    }

    private static String from(LabelSource source) {
        return switch (source) {
            case LabelSource.Whole whole -> " = `" + whole.key() + "`";
            case LabelSource.First first -> " = database of `" + first.key() + "`";
            case LabelSource.Second second -> " = schema of `" + second.key() + "`";
            case LabelSource.Lower lower -> " = `" + lower.key() + "` in lower case";
            case LabelSource.Constant constant -> " = \"" + constant.text() + "\"";
        };
    }

    private static String remarks(NameTable.Row row) {
        var remarks = new ArrayList<String>();
        if (!row.without().isEmpty()) {
            remarks.add("without "
                    + row.without().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")));
        }
        if (!row.note().isEmpty()) {
            remarks.add(row.note());
        }
        if (row.alias().multiplier() != 1 || row.alias().divisor() != 1) {
            remarks.add("value converted");
        }
        return String.join("; ", remarks);
    }

    private static String code(String names) {
        return names.replaceAll("([a-z_]+(?:\\.[a-z_]+)+)", "`$1`");
    }
}
