package dev.howdah.catalog;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A pattern for names: `*` is any text, `?` one character, everything else itself.
public record Glob(String pattern) {
    public boolean isPlain() {
        return pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
    }

    public boolean matches(String name) {
        return isPlain() ? pattern.equals(name) : regex().matcher(name).matches();
    }

    private Pattern regex() {
        return Pattern.compile(
                pattern.chars()
                        .mapToObj(c -> switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(Character.toString(c));
                        })
                        .collect(Collectors.joining()),
                Pattern.DOTALL);
    }
}
