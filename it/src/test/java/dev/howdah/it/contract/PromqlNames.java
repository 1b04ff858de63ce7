package dev.howdah.it.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The metrics and labels that a PromQL expression uses. Understands strings, selectors and lists of labels; whether an
/// expression is valid is for Prometheus to say.
final class PromqlNames {
    private static final Pattern TOKEN = Pattern.compile(
            "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|\\[[^]]*]|[0-9][0-9a-zA-Z.]*|[a-zA-Z_:][a-zA-Z0-9_:]*|[^\\s]");

    private static final Set<String> LISTS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

    private final List<String> tokens;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> labels = new TreeSet<>();
    private int at;

    /// A metric, and the labels by which some of its series are chosen.
    record Selector(String metric, Set<String> labels) {}

    private PromqlNames(String expression) {
        this.tokens =
                TOKEN.matcher(expression).results().map(token -> token.group()).toList();
    }

    static PromqlNames of(String expression) {
        var names = new PromqlNames(expression);
        while (names.at < names.tokens.size()) {
            names.read();
        }
        return names;
    }

    List<Selector> selectors() {
        return selectors;
    }

    /// Labels that are summed over, kept or matched on.
    Set<String> labels() {
        return labels;
    }

    private void read() {
        String token = tokens.get(at++);
        if (!isWord(token) || OPERATORS.contains(token)) {
            return;
        }
        if (LISTS.contains(token)) {
            labels.addAll(next("(") ? upTo(")") : Set.of());
        } else if (!(at < tokens.size() && (tokens.get(at).equals("(") || isList(tokens.get(at))))) {
            selectors.add(new Selector(token, next("{") ? upTo("}") : Set.of()));
        }
    }

    private static boolean isWord(String token) {
        return Character.isLetter(token.charAt(0));
    }

    private static boolean isList(String token) {
        return token.equals("by") || token.equals("without");
    }

    private boolean next(String token) {
        boolean is = at < tokens.size() && tokens.get(at).equals(token);
        at += is ? 1 : 0;
        return is;
    }

    private Set<String> upTo(String end) {
        var words = new TreeSet<String>();
        while (!tokens.get(at).equals(end)) {
            String token = tokens.get(at++);
            if (isWord(token)) {
                words.add(token);
            }
        }
        at++;
        return words;
    }
}
