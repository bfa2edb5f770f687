package io.rdrop.tools.feed.inference;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Labels that are numbers to predict. As with numeric columns, up to 5 % of them may be something else: those rows are
 * sent as they are, for the job to judge.
 */
final class NumberScan implements TargetScan {
    private final String column;
    private final StyleScan styles;
    private long words;
    private long missing;
    private String other = "";
    private String first = "";
    private boolean varies;

    /**
     * @param column for messages
     * @param commasFirst whether a comma is a decimal one rather than between thousands
     */
    NumberScan(String column, boolean commasFirst) {
        this.column = column;
        styles = new StyleScan(commasFirst);
    }

    @Override
    public void add(ValueKind kind, String value, BitSet shape) {
        if (kind == ValueKind.MISSING || kind == ValueKind.MARKER) {
            missing++;
        } else if (kind == ValueKind.STYLED || (kind == ValueKind.NUMBER && isTarget(value))) {
            first = first.isEmpty() ? value : first;
            varies |= !value.equals(first);
            styles.add(kind, value);
        } else {
            other = words == 0 ? value : other;
            words++;
        }
    }

    /** The network computes in float32. */
    private static boolean isTarget(String number) {
        return Math.abs(Double.parseDouble(number.strip())) <= Float.MAX_VALUE;
    }

    @Override
    public long missing() {
        return missing;
    }

    @Override
    public Found result(Predicate<BitSet> fits, long rows) {
        long numbers = styles.readable();
        long others = words + styles.misfits();
        if (numbers == 0 && others == 0) {
            throw new ConfigException("the label column " + Excerpt.of(column) + " is empty in every row");
        }
        if (others > ColumnScan.TOLERATED_SHARE * (others + numbers)) {
            throw new ConfigException(String.format(
                    Locale.ROOT,
                    "the label column %s has %,d values that are no finite numbers (float32) among %,d, such as %s: a"
                            + " regression predicts numbers; choose another column, or task classification",
                    Excerpt.of(column),
                    others,
                    others + numbers,
                    Excerpt.of(words > 0 ? other : first)));
        }
        List<String> warnings = new ArrayList<>();
        String note = styles.note("label " + Excerpt.of(column));
        if (note != null) {
            warnings.add(note);
        }
        if (others > 0) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%,d labels are no finite numbers (float32), such as %s: the job will reject those rows",
                    others,
                    words > 0 ? Excerpt.of(other) : "those of another style"));
        }
        if (!varies) {
            warnings.add("label " + Excerpt.of(column) + " is always " + Excerpt.of(first));
        }
        return new Found(List.of(), styles.style(), warnings);
    }
}
