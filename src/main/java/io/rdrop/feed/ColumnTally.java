package io.rdrop.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.config.FeatureType;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Counts of what one column holds, in bounded memory. */
final class ColumnTally {
    /** A column is numeric if at least this share of its values are numbers: broken lines must not flip it. */
    private static final double NUMERIC_SHARE = 0.95;

    /** What programs write for no number; neither speaks for a numeric column nor against it. */
    private static final Set<String> NO_NUMBER = Set.of(
            "nan",
            "+nan",
            "-nan",
            "inf",
            "+inf",
            "-inf",
            "infinity",
            "+infinity",
            "-infinity",
            "na",
            "n/a",
            "null",
            "none");

    private static final int LONGEST_NO_NUMBER = 9;

    /** Distinct values are counted among the first ones only. */
    private static final int DISTINCT_SAMPLE = 10_000;

    private static final int LEAST_FOR_ID = 100;

    private final String name;
    private long numbers;
    private long noNumbers;
    private long others;
    private long missing;
    private String firstNoNumber = "";
    private String firstOther = "";
    private final Set<Integer> distinctHashes = new HashSet<>();
    private int sampled;

    ColumnTally(String name) {
        this.name = name;
    }

    /** Counts a field of a table. */
    void add(String field) {
        if (NumberText.isNumber(field)) {
            numbers++;
        } else if (RecordEncoder.isMissing(field)) {
            missing++;
        } else {
            addOther(field);
        }
    }

    /** Counts a JSON value, whose type is not in doubt: the string "5" is no number. */
    void add(JsonNode value) {
        if (value.isNull()) {
            missing++;
        } else if (value.isNumber()) {
            String text = value.asText();
            if (NumberText.isNumber(text)) {
                numbers++;
            } else {
                addOther(text);
            }
        } else {
            addOther(value.isContainerNode() ? value.toString() : value.asText());
        }
    }

    /** Rows in which the column stood at all. */
    long rows() {
        return numbers + noNumbers + others + missing;
    }

    ColumnSummary summary() {
        long present = numbers + noNumbers + others;
        boolean numeric = present == 0 || (numbers > 0 && numbers >= NUMERIC_SHARE * (numbers + others));
        FeatureType type = numeric ? FeatureType.NUMERIC : FeatureType.CATEGORICAL;
        String example = others > 0 ? firstOther : firstNoNumber;
        return new ColumnSummary(
                name, type, present, missing, numeric ? noNumbers + others : 0, numeric ? example : "");
    }

    String name() {
        return name;
    }

    /** Whether most of a categorical column's values differ from each other. */
    boolean looksLikeId(FeatureType type) {
        return type == FeatureType.CATEGORICAL && sampled >= LEAST_FOR_ID && distinctHashes.size() > sampled / 2;
    }

    private void addOther(String text) {
        if (text.length() <= LONGEST_NO_NUMBER
                && NO_NUMBER.contains(text.strip().toLowerCase(Locale.ROOT))) {
            firstNoNumber = noNumbers++ == 0 ? text : firstNoNumber;
        } else {
            firstOther = others++ == 0 ? text : firstOther;
        }
        if (sampled < DISTINCT_SAMPLE) {
            sampled++;
            distinctHashes.add(text.hashCode());
        }
    }
}
