package dev.howdah.collector.target;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which databases of a server are entered for per-database entries. Patterns are globs: `*` any text,
/// `?` one character. What a provider keeps for itself is never entered.
///
/// @param include at least one must match
/// @param exclude none may match
public record DatabaseFilter(List<String> include, List<String> exclude) {
    private static final Set<String> PROVIDERS_OWN =
            Set.of("rdsadmin", "azure_maintenance", "cloudsqladmin", "alloydbadmin");

    /// Every database.
    public static final DatabaseFilter ALL = new DatabaseFilter(List.of("*"), List.of());

    public DatabaseFilter {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    public boolean accepts(String database) {
        return !PROVIDERS_OWN.contains(database)
                && include.stream().anyMatch(glob -> matches(glob, database))
                && exclude.stream().noneMatch(glob -> matches(glob, database));
    }

    private static boolean matches(String glob, String name) {
        String regex = glob.chars()
                .mapToObj(c -> switch (c) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Pattern.quote(Character.toString(c));
                })
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
    }
}
