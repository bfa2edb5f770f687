package io.rdrop.tools.report;

import io.rdrop.example.Outliers;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Outliers for people at a terminal. */
public final class OutlierText {
    private static final int MOST_COLUMNS = 5;

    private OutlierText() {}

    /** All in a line: {@code 120 numbers left out: price 100 (largest 1.000e+30, examples-0@10000), ...}. */
    public static String line(List<Outliers> outliers) {
        String named = outliers.stream()
                .limit(MOST_COLUMNS)
                .map(column -> String.format(
                        Locale.ROOT,
                        "%s %,d (largest %s, %s)",
                        column.column(),
                        column.count(),
                        ScoreText.significant(column.largest()),
                        column.position()))
                .collect(Collectors.joining(", "));
        int more = outliers.size() - MOST_COLUMNS;
        return String.format(
                Locale.ROOT,
                "%,d numbers left out: %s%s",
                outliers.stream().mapToLong(Outliers::count).sum(),
                named,
                more > 0 ? ", and " + more + " more columns" : "");
    }
}
