package dev.howdah.collector.scrape;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.CatalogEntry.Decision;
import dev.howdah.catalog.Decided;
import dev.howdah.catalog.Scope;
import dev.howdah.collector.session.Detection;
import dev.howdah.collector.target.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which entries run where it was detected like this, and with which SQL. Entries that choose relations
/// come first, because others read what they chose; the rest is in the catalog's order, in which the
/// user's own come last.
public record Plan(List<Question> questions, List<Lacking> lacking) {
    public Plan {
        questions = List.copyOf(questions);
        lacking = List.copyOf(lacking);
    }

    /// An entry that runs, with the SQL for this server.
    public record Question(CatalogEntry entry, String sql) {}

    /// An entry that would run if something were not missing.
    ///
    /// @param cure a statement for the DBA, without semicolon; empty when the configuration leaves it out
    public record Lacking(CatalogEntry entry, Outcome outcome, String reason, String cure) {}

    public static Plan of(Catalog catalog, Target target, Detection detection) {
        var questions = new ArrayList<Question>();
        var lacking = new ArrayList<Lacking>();
        String user = target.roleNames().shown(detection.user());
        for (var each : Decided.all(catalog, target.switches(), target.choice(), detection.facts(), user)) {
            var entry = each.entry();
            switch (each.decision()) {
                case Decision.Runs(String sql) -> questions.add(new Question(entry, sql));
                case Decision.Missing(boolean privilege, String reason, String cure) ->
                    lacking.add(new Lacking(entry, privilege ? Outcome.DENIED : Outcome.MISSING, reason, cure));
                case Decision.NotForThisServer _ -> {}
            }
        }
        questions.sort(
                Comparator.comparing(question -> question.entry().relations().selects() == null));
        return new Plan(questions, lacking);
    }

    List<Question> questions(Scope scope) {
        return questions.stream()
                .filter(question -> question.entry().scope() == scope)
                .toList();
    }
}
