package io.rdrop.watch;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One PromQL expression of the shipped files.
 *
 * @param place where it stands, for messages
 * @param expression as it stands there, Grafana's variables included
 */
public record Query(String place, String expression) {
    private static final Map<String, String> VARIABLES = Map.of(
            "$job", ".*",
            "$model", ".*",
            "$instance", ".*",
            "$__range", "1h");

    /** A selector of a series of ours, of Flink's or of a scrape; with a name, or with a pattern of names. */
    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w:\"$])((?:rdrop[_:]|flink_)[\\w:]*|up\\b(?=\\{))(\\{[^}]*})?|\\{__name__[^}]*}");

    private static final Pattern NAME = Pattern.compile("(?<![\\w:])rdrop_[a-z0-9_]+");

    /** As Grafana would send it with every variable at "All". */
    public String filled() {
        String filled = expression;
        for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
            filled = filled.replace(variable.getKey(), variable.getValue());
        }
        if (filled.contains("$")) {
            throw new IllegalStateException(place + ": no value for a variable of " + filled);
        }
        return filled;
    }

    /** The selectors in it, each a query of its own: what must be there for the expression ever to have a result. */
    public Set<String> selectors() {
        Set<String> selectors = new TreeSet<>();
        Matcher matcher = SELECTOR.matcher(filled());
        while (matcher.find()) {
            selectors.add(matcher.group());
        }
        return selectors;
    }

    /** Names of io.rdrop's own series in it; of a pattern of names each that it stands for. */
    public Set<String> ownSeries() {
        String text = expression;
        Matcher pattern = Pattern.compile("(rdrop_\\w*)\\(([^)]*)\\)(\\w*)").matcher(text);
        StringBuilder written = new StringBuilder();
        while (pattern.find()) {
            StringBuilder names = new StringBuilder();
            for (String part : pattern.group(2).split("\\|", -1)) {
                names.append(pattern.group(1))
                        .append(part)
                        .append(pattern.group(3))
                        .append(' ');
            }
            pattern.appendReplacement(written, Matcher.quoteReplacement(names.toString()));
        }
        pattern.appendTail(written);
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(written);
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }
}
