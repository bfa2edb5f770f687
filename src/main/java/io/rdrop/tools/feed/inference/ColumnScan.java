package io.rdrop.tools.feed.inference;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.FeatureType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has been seen of one column, in bounded memory. */
final class ColumnScan {
    /**
     * A column stays numeric up to this share of values that are no numbers: broken lines must not turn it into a
     * categorical one.
     */
    static final double TOLERATED_SHARE = 0.05;

    private static final double ID_SHARE = 0.5;
    private static final int TELLING_VALUES = 20;
    private static final int MAX_DISTINCT = 20_000;
    private static final int MAX_EXAMPLES = 3;

    private final String name;
    private final List<String> numberExamples = new ArrayList<>();
    private final List<String> textExamples = new ArrayList<>();
    /** Hashes of the first distinct texts; a collision only makes a column look a little less like an id. */
    private final Set<Integer> distinctTexts = new HashSet<>();

    private final Map<ValueKind, long[]> seen = new EnumMap<>(ValueKind.class);
    private int textsUpToMaxDistinct;
    private @Nullable String firstValue;
    private boolean varies;

    ColumnScan(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** @param text the value as it stands in the file */
    void add(ValueKind kind, String text) {
        seen.computeIfAbsent(kind, absent -> new long[1])[0]++;
        if (kind == ValueKind.MISSING) {
            return;
        }
        if (firstValue == null) {
            firstValue = text;
        } else if (!varies) {
            varies = !text.equals(firstValue);
        }
        if (kind == ValueKind.NUMBER) {
            addExample(numberExamples, text);
        } else if (kind == ValueKind.TEXT) {
            addExample(textExamples, text);
            if (distinctTexts.size() < MAX_DISTINCT) {
                distinctTexts.add(text.hashCode());
                textsUpToMaxDistinct++;
            }
        }
    }

    /** Rows that have a value or a missing value here. */
    long rows() {
        return present() + count(ValueKind.MISSING);
    }

    /** NaN and infinities count neither way: programs write them into numeric columns, people into categorical ones. */
    FeatureType type() {
        long misfits = count(ValueKind.TEXT) + count(ValueKind.NESTED);
        boolean numeric = misfits <= TOLERATED_SHARE * (misfits + count(ValueKind.NUMBER));
        return numeric ? FeatureType.NUMERIC : FeatureType.CATEGORICAL;
    }

    Inspection.Column result() {
        return new Inspection.Column(name, type(), type() == FeatureType.NUMERIC ? numberExamples : textExamples);
    }

    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        String column = "column " + Excerpt.of(name);
        if (firstValue == null) {
            return List.of(column + " is empty in every row");
        }
        if (!varies) {
            warnings.add(column + " is always " + Excerpt.of(firstValue));
        }
        if (type() == FeatureType.NUMERIC) {
            if (count(ValueKind.TEXT) > 0) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s is numeric but %,d values are not numbers, such as %s: the job will reject those rows",
                        column,
                        count(ValueKind.TEXT),
                        Excerpt.of(textExamples.get(0))));
            }
            if (count(ValueKind.NOT_FINITE) > 0) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s has %,d values that are NaN or infinite: the job will reject those rows (a missing value"
                                + " is an empty field or null)",
                        column,
                        count(ValueKind.NOT_FINITE)));
            }
        } else if (textsUpToMaxDistinct >= TELLING_VALUES && distinctTexts.size() > ID_SHARE * textsUpToMaxDistinct) {
            warnings.add(column + " is categorical but more than half of its values are distinct: it looks like an id"
                    + " or free text, of which the model can learn little");
        }
        return warnings;
    }

    private long present() {
        return count(ValueKind.NUMBER) + count(ValueKind.TEXT) + count(ValueKind.NOT_FINITE) + count(ValueKind.NESTED);
    }

    private long count(ValueKind kind) {
        long[] rows = seen.get(kind);
        return rows == null ? 0 : rows[0];
    }

    private static void addExample(List<String> examples, String text) {
        if (examples.size() < MAX_EXAMPLES && !examples.contains(text)) {
            examples.add(text);
        }
    }
}
