package io.rdrop.feed;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Values of the label column, and which of them are classes. */
final class LabelTally {
    /** More classes than this look like a number to predict, or an id. */
    static final int MAX_CLASSES = 1000;

    /** Memory bound; beyond it the label is no class anyway. */
    private static final int MAX_DISTINCT = 100_000;

    private static final int MAX_NAME_CHARS = 1000;

    private static final int LEAST_ROWS = 2;
    private static final double LEAST_SHARE = 1e-4;

    /** Of the mean class. */
    private static final double LEAST_SHARE_OF_MEAN = 1e-2;

    private static final Comparator<ClassCount> BY_FREQUENCY =
            Comparator.comparingLong(ClassCount::rows).reversed().thenComparing(ClassCount::name);

    private final String column;
    private final Map<String, long[]> counts = new HashMap<>();
    private long labelled;

    LabelTally(String column) {
        this.column = column;
    }

    void add(String label) {
        labelled++;
        String name = label.length() > MAX_NAME_CHARS ? label.substring(0, MAX_NAME_CHARS) : label;
        counts.computeIfAbsent(name, absent -> new long[1])[0]++;
        if (counts.size() > MAX_DISTINCT) {
            throw looksLikeNumber("more than " + MAX_DISTINCT + " distinct values");
        }
    }

    long labelled() {
        return labelled;
    }

    /**
     * Frequent enough values, in class order.
     *
     * @throws ConfigException if they are fewer than 2 or more than {@link #MAX_CLASSES}, or cover less than half of the rows
     */
    List<ClassCount> classes() {
        if (labelled == 0) {
            throw new ConfigException("the label column " + Excerpt.of(column) + " has no values");
        }
        List<ClassCount> kept = kept();
        long covered = kept.stream().mapToLong(ClassCount::rows).sum();
        if (2 * covered < labelled) {
            throw looksLikeNumber(counts.size() + " distinct values in " + labelled + " rows");
        }
        if (kept.size() > MAX_CLASSES) {
            throw looksLikeNumber(kept.size() + " classes, more than " + MAX_CLASSES);
        }
        if (kept.size() < 2) {
            throw new ConfigException("the label column " + Excerpt.of(column)
                    + " must have at least 2 classes but has only "
                    + Excerpt.of(kept.get(0).name()) + (counts.size() == 1 ? "" : " (others stand in one row only)"));
        }
        return kept.stream().sorted(order(kept)).toList();
    }

    /** Values that are no classes, most frequent first. */
    List<ClassCount> dropped() {
        Set<ClassCount> kept = new HashSet<>(kept());
        return byFrequency().stream().filter(value -> !kept.contains(value)).toList();
    }

    private List<ClassCount> kept() {
        double leastRows = Math.max(LEAST_ROWS, LEAST_SHARE * labelled);
        List<ClassCount> frequent =
                byFrequency().stream().filter(c -> c.rows() >= leastRows).toList();
        double mean = frequent.stream().mapToLong(ClassCount::rows).average().orElse(0);
        List<ClassCount> kept = new ArrayList<>();
        for (ClassCount value : frequent) {
            // The two most frequent stay: of rare events, fraud say, there may be few beside very many of the other.
            if (kept.size() < 2 || value.rows() >= LEAST_SHARE_OF_MEAN * mean) {
                kept.add(value);
            }
        }
        return kept;
    }

    private List<ClassCount> byFrequency() {
        return counts.entrySet().stream()
                .map(entry -> new ClassCount(entry.getKey(), entry.getValue()[0]))
                .sorted(BY_FREQUENCY)
                .toList();
    }

    private static Comparator<ClassCount> order(List<ClassCount> classes) {
        Comparator<ClassCount> byText = Comparator.comparing(ClassCount::name);
        return areNumbers(classes)
                ? Comparator.comparing((ClassCount c) -> new BigDecimal(c.name().strip()))
                        .thenComparing(byText)
                : byText;
    }

    static boolean areNumbers(List<ClassCount> classes) {
        return classes.stream().allMatch(c -> NumberText.isNumber(c.name()));
    }

    private ConfigException looksLikeNumber(String what) {
        String examples =
                counts.keySet().stream().sorted().limit(3).map(Excerpt::of).collect(Collectors.joining(", "));
        return new ConfigException("the label column " + Excerpt.of(column) + " has " + what + " (" + examples
                + ", ...): it looks like a number to predict or an id, not a class; choose another label column"
                + " (regression is not supported yet)");
    }
}
