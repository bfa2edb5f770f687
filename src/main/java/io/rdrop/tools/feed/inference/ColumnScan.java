package io.rdrop.tools.feed.inference;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.FeatureType;
import io.rdrop.tools.feed.files.NumberStyle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
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
    private static final double WORDS_OF_A_TEXT = 3;

    private final String name;
    private final List<String> numberExamples = new ArrayList<>();
    private final List<String> textExamples = new ArrayList<>();
    /** Hashes of the first distinct texts; a collision only makes a column look a little less like an id. */
    private final Set<Integer> distinctTexts = new HashSet<>();

    private final Map<ValueKind, long[]> seen = new EnumMap<>(ValueKind.class);
    private final StyleScan styles;
    private int textsUpToMaxDistinct;
    private long words;
    private @Nullable String firstMarker;
    private @Nullable String firstText;
    private @Nullable String firstValue;
    private boolean varies;

    /** @param commasFirst whether a comma is a decimal one rather than between thousands */
    ColumnScan(String name, boolean commasFirst) {
        this.name = name;
        styles = new StyleScan(commasFirst);
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
        if (kind == ValueKind.MARKER && firstMarker == null) {
            firstMarker = text;
        }
        if (kind == ValueKind.TEXT && firstText == null) {
            firstText = text;
        }
        if (firstValue == null) {
            firstValue = text;
        } else if (!varies) {
            varies = !text.equals(firstValue);
        }
        if (kind == ValueKind.NUMBER || kind == ValueKind.STYLED) {
            styles.add(kind, text);
            addExample(numberExamples, text);
        }
        if (kind == ValueKind.TEXT || kind == ValueKind.STYLED || kind == ValueKind.MARKER) {
            addExample(textExamples, text);
            if (distinctTexts.size() < MAX_DISTINCT) {
                distinctTexts.add(text.hashCode());
                textsUpToMaxDistinct++;
                words += new StringTokenizer(text).countTokens();
            }
        }
    }

    /** Rows that have a value or a missing value here. */
    long rows() {
        return present() + count(ValueKind.MISSING);
    }

    /**
     * NaN, infinities and words for a missing number count neither way: programs write them into numeric columns,
     * people into categorical ones.
     */
    FeatureType type() {
        long misfits = misfits() + count(ValueKind.NESTED);
        boolean numeric = misfits <= TOLERATED_SHARE * (misfits + styles.readable());
        return numeric ? FeatureType.NUMERIC : FeatureType.CATEGORICAL;
    }

    /** How numbers are written, if it is numeric. */
    NumberStyle style() {
        return styles.style();
    }

    private long misfits() {
        return count(ValueKind.TEXT) + styles.misfits();
    }

    /** Whether most values are JSON arrays or objects, of which no input can be made. */
    boolean isNested() {
        return 2 * count(ValueKind.NESTED) > present();
    }

    /** Whether its values look like sentences: nearly all differ, and they have several words. */
    private boolean isOfTexts() {
        return isIdLike() && words >= WORDS_OF_A_TEXT * textsUpToMaxDistinct;
    }

    private boolean isIdLike() {
        return type() == FeatureType.CATEGORICAL
                && textsUpToMaxDistinct >= TELLING_VALUES
                && distinctTexts.size() > ID_SHARE * textsUpToMaxDistinct;
    }

    Inspection.Column result() {
        boolean numeric = type() == FeatureType.NUMERIC;
        return new Inspection.Column(
                name,
                type(),
                numeric ? numberExamples : textExamples,
                numeric ? style() : NumberStyle.PLAIN,
                isOfTexts());
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
            String note = styles.note(column);
            if (note != null) {
                warnings.add(note);
            }
            if (firstMarker != null) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s has %,d values such as %s, which are taken as missing (--na)",
                        column,
                        count(ValueKind.MARKER),
                        Excerpt.of(firstMarker)));
            }
            if (misfits() > 0) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s is numeric but %,d values are not numbers, such as %s: the job will reject those rows",
                        column,
                        misfits(),
                        Excerpt.of(firstMisfit())));
            }
            if (count(ValueKind.NOT_FINITE) > 0) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s has %,d values that are NaN or infinite: the job will reject those rows (a missing value"
                                + " is an empty field or null)",
                        column,
                        count(ValueKind.NOT_FINITE)));
            }
        } else if (isOfTexts()) {
            warnings.add(column + " holds texts, of which a table can learn little; to learn from them: --task"
                    + " text-classification --text-column " + Excerpt.of(name));
        } else if (isIdLike()) {
            warnings.add(column + " is categorical but more than half of its values are distinct: it looks like an id"
                    + " or free text, of which the model can learn little");
        }
        return warnings;
    }

    private String firstMisfit() {
        return firstText != null
                ? firstText
                : numberExamples.stream()
                        .filter(text -> style().json(text) == null)
                        .findFirst()
                        .orElse("those of another style");
    }

    private long present() {
        long present = 0;
        for (Map.Entry<ValueKind, long[]> each : seen.entrySet()) {
            present += each.getKey() == ValueKind.MISSING ? 0 : each.getValue()[0];
        }
        return present;
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
