package dev.howdah.catalog.convert;

import dev.howdah.catalog.Role;
import dev.howdah.catalog.Scope;
import dev.howdah.catalog.ServerFacts;
import dev.howdah.catalog.yaml.Durations;
import java.util.List;
import java.util.Locale;

/// Writes drafts as a catalog file.
final class DraftYaml {
    private final StringBuilder text = new StringBuilder();

    private DraftYaml() {}

    static String write(String subject, String description, List<Draft> drafts) {
        var yaml = new DraftYaml();
        yaml.line("subject: " + subject);
        yaml.line("description: " + quoted(description));
        yaml.line("entries:");
        drafts.forEach(yaml::entry);
        return yaml.text.toString();
    }

    private void entry(Draft draft) {
        line("  - name: " + draft.name());
        line("    description: " + quoted(draft.description()));
        if (draft.since() > ServerFacts.OLDEST_MAJOR) {
            line("    since: " + draft.since());
        }
        if (draft.until() != Integer.MAX_VALUE) {
            line("    until: " + draft.until());
        }
        if (draft.role() != Role.ANY) {
            line("    role: " + draft.role().name().toLowerCase(Locale.ROOT));
        }
        if (draft.scope() == Scope.DATABASE) {
            line("    scope: database");
        }
        if (draft.extension() != null) {
            line("    extension: " + quoted(draft.extension()));
        }
        if (!draft.interval().isZero()) {
            line("    interval: " + Durations.format(draft.interval()));
        }
        if (!draft.timeout().isZero()) {
            line("    timeout: " + Durations.format(draft.timeout()));
        }
        sql(draft.branches());
        attributes(draft);
        line("    metrics:");
        draft.metrics().forEach(this::metric);
    }

    private void sql(List<Draft.Branch> branches) {
        line("    sql: |");
        for (int i = 0; i < branches.size() - 1; i++) {
            line("      {%% %s pg_version <= %d %%}"
                    .formatted(i == 0 ? "if" : "elseif", branches.get(i).until()));
            literal(branches.get(i).sql());
        }
        if (branches.size() > 1) {
            line("      {% else %}");
        }
        literal(branches.getLast().sql());
        if (branches.size() > 1) {
            line("      {% endif %}");
        }
    }

    private void literal(String sql) {
        sql.lines().filter(line -> !line.isBlank()).forEach(line -> line("      " + line.stripTrailing()));
    }

    private void attributes(Draft draft) {
        if (!draft.attributes().isEmpty()) {
            line("    attributes:");
            draft.attributes()
                    .forEach((attribute, column) -> line("      %s: %s".formatted(attribute, quoted(column))));
        }
    }

    private void metric(Draft.Metric metric) {
        line("      - name: " + metric.name());
        line("        type: " + (metric.counter() ? "counter" : "gauge"));
        line("        unit: " + quoted(Names.unit(metric.name())));
        line("        number: double");
        line("        description: " + quoted(metric.description()));
        line("        value: " + quoted(metric.column()));
    }

    private static String quoted(String text) {
        String flat = text.strip().replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?");
        return '"' + flat.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
