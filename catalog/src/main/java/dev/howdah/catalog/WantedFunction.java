package dev.howdah.catalog;

import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// `wanted("postgresql.table.toast.size")` in a template: whether a metric is switched on, so that a
/// column that is dear to compute is not selected for nobody.
final class WantedFunction extends AbstractExtension implements Function {
    /// Under this name the templates are given the answer.
    static final String VARIABLE = "wanted_metrics";

    private static final String METRIC = "metric";

    @Override
    public Map<String, Function> getFunctions() {
        return Map.of("wanted", this);
    }

    @Override
    public List<String> getArgumentNames() {
        return List.of(METRIC);
    }

    @Override
    public Object execute(
            Map<String, Object> arguments, PebbleTemplate template, EvaluationContext context, int lineNumber) {
        var wanted = (Predicate<?>) context.getVariable(VARIABLE);
        return test(wanted, String.valueOf(arguments.get(METRIC)));
    }

    @SuppressWarnings("unchecked")
    private static boolean test(Predicate<?> wanted, String metric) {
        return ((Predicate<String>) wanted).test(metric);
    }
}
