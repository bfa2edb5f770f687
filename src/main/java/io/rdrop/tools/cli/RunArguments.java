package io.rdrop.tools.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of a command as words that can be kept and given again: {@code --name=value}, paths absolute. Left out is
 * what is of one process only, and what may be a secret.
 */
final class RunArguments {
    static final String RESUME = "--resume";
    private static final String SET = "--set";
    private static final String SECRETS = "kafka.properties.";
    private static final Set<String> OF_ONE_PROCESS =
            Set.of(RESUME, "--out", "--live-port", "--no-live", "--property", "--help", "--version");
    /** Judged by what they lead to: the configuration, the bytes of the file, the broker's topics. */
    private static final Set<String> JUDGED_ELSEWHERE =
            Set.of(SET, "--config", "--data", "--bootstrap", "--kafka-properties");

    private RunArguments() {}

    static List<String> of(ParseResult parsed) {
        List<String> words = new ArrayList<>();
        for (OptionSpec option : parsed.matchedOptionsSet()) {
            String name = option.longestName();
            if (OF_ONE_PROCESS.contains(name)) {
                continue;
            }
            if (option.arity().max() == 0) {
                words.add(name);
                continue;
            }
            for (String value : option.originalStringValues()) {
                if (!name.equals(SET) || !value.strip().startsWith(SECRETS)) {
                    words.add(name + "="
                            + (option.type() == Path.class
                                    ? Path.of(value).toAbsolutePath().normalize()
                                    : value));
                }
            }
        }
        return words;
    }

    /**
     * The words that were kept, where nothing else is given, then those given; all of {@code --set}, the given ones
     * last.
     */
    static List<String> merged(List<String> kept, List<String> given) {
        Set<String> names = new TreeSet<>();
        given.forEach(word -> names.add(name(word)));
        List<String> merged = new ArrayList<>();
        for (String word : kept) {
            if (name(word).equals(SET) || !names.contains(name(word))) {
                merged.add(word);
            }
        }
        merged.addAll(given);
        return merged;
    }

    /** What is asked for now and was not then, a text for each option: what decides which records are learned from. */
    static List<String> differences(List<String> then, List<String> now) {
        Map<String, String> before = byName(then);
        Map<String, String> after = byName(now);
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeAll(JUDGED_ELSEWHERE);
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String was = before.getOrDefault(name, "not given");
            String is = after.getOrDefault(name, "not given");
            if (!was.equals(is)) {
                differences.add(name + " was " + was + ", now " + is);
            }
        }
        return differences;
    }

    private static Map<String, String> byName(List<String> words) {
        Map<String, String> values = new TreeMap<>();
        words.forEach(
                word -> values.put(name(word), word.contains("=") ? word.substring(word.indexOf('=') + 1) : "given"));
        return values;
    }

    private static String name(String word) {
        return word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    }
}
