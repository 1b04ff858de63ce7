package dev.howdah.collector.discovery;

import dev.howdah.collector.target.PatroniUrl;
import dev.howdah.collector.target.PostgresUrl;
import dev.howdah.collector.target.Target;
import dev.howdah.collector.target.TargetKind;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes a target of what was found: its name and URL hold places such as `{host}` that are filled in.
///
/// @param name with places
/// @param url with places
/// @param sample everything else of the target
public record TargetTemplate(String name, String url, Target sample) {
    private static final Pattern PLACE = Pattern.compile("\\{(?<name>[a-z_]*)}");

    /// What may stand in a URL without changing its meaning.
    private static final Pattern HARMLESS = Pattern.compile("[\\p{L}\\p{N}._~:/%\\[\\]-]*");

    /// Fills the places of a text.
    ///
    /// @param values by the places' names
    /// @throws IllegalArgumentException when a place has no value
    public static String fill(String text, Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new IllegalArgumentException("has the place %s, expected one of {%s}"
                        .formatted(
                                place.group(),
                                String.join(
                                        "}, {",
                                        values.keySet().stream().sorted().toList())));
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /// The target for what was found.
    Target of(Map<String, String> values) throws DiscoveryException {
        for (var value : values.entrySet()) {
            if (url.contains("{" + value.getKey() + "}")
                    && !HARMLESS.matcher(value.getValue()).matches()) {
                throw new DiscoveryException(
                        "found %s '%s', which has characters that cannot stand in a URL — correct it at its source"
                                .formatted(value.getKey(), printable(value.getValue())),
                        null);
            }
        }
        try {
            return with(printable(fill(name, values)), fill(url, values));
        } catch (IllegalArgumentException e) {
            throw new DiscoveryException(
                    "found %s, but the template's url then %s — correct the template".formatted(values, e.getMessage()),
                    e);
        }
    }

    private Target with(String filledName, String filledUrl) {
        var kind = switch (sample.kind()) {
            case TargetKind.PostgreSql _ -> new TargetKind.PostgreSql(PostgresUrl.parse(filledUrl));
            case TargetKind.PgBouncer _ -> new TargetKind.PgBouncer(PostgresUrl.parse(filledUrl));
            case TargetKind.Patroni(PatroniUrl itsUrl) ->
                new TargetKind.Patroni(PatroniUrl.parse(filledUrl, itsUrl.caFile()));
        };
        return new Target(
                filledName,
                kind,
                sample.password(),
                sample.databases(),
                sample.labels(),
                sample.interval(),
                sample.timeout(),
                sample.choice(),
                sample.databaseSessions(),
                sample.events(),
                sample.switches(),
                sample.roleNames());
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /// What tells sources apart that look at the same place for targets of several kinds.
    String kindInWords() {
        return sample.kind() instanceof TargetKind.PostgreSql
                ? ""
                : " for " + sample.kind().label();
    }

    /// A host as it stands in a URL.
    static String host(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
