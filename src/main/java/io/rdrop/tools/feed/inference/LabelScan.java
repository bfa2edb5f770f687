package io.rdrop.tools.feed.inference;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** How often each label value was seen, and on rows of which shapes; in bounded memory. */
public final class LabelScan {
    /** Beyond the largest number of classes, so that junk among them can be told from classes at the end. */
    private static final int MAX_VALUES = 5_000;

    private static final int MAX_SHAPES_PER_VALUE = 16;

    private final String column;
    private final Map<String, Map<BitSet, long[]>> rowsByShape = new HashMap<>();
    private final Map<String, long[]> rowsOfFurtherShapes = new HashMap<>();
    private long missing;

    /** @param column for messages */
    public LabelScan(String column) {
        this.column = column;
    }

    public void addMissing() {
        missing++;
    }

    /** Takes a label in; the shape is copied if kept. */
    public void add(String value, BitSet shape) {
        Map<BitSet, long[]> shapes = rowsByShape.get(value);
        if (shapes == null) {
            if (rowsByShape.size() == MAX_VALUES) {
                throw notClasses(column, "more than " + MAX_VALUES + " distinct values");
            }
            shapes = new HashMap<>();
            rowsByShape.put(value, shapes);
        }
        long[] rows = shapes.get(shape);
        if (rows != null) {
            rows[0]++;
        } else if (shapes.size() < MAX_SHAPES_PER_VALUE) {
            shapes.put((BitSet) shape.clone(), new long[] {1});
        } else {
            // Columns of mixed types make many shapes; such a row counts as a good one.
            rowsOfFurtherShapes.computeIfAbsent(value, absent -> new long[1])[0]++;
        }
    }

    /** Rows without a label. */
    public long missing() {
        return missing;
    }

    /** Rows of each label value that have no other fault, in the natural order of the values; may be 0. */
    public Map<String, Long> goodRows(Predicate<BitSet> fits) {
        Map<String, Long> good = new TreeMap<>();
        rowsByShape.forEach((value, shapes) -> {
            long[] rows = {rowsOfFurtherShapes.getOrDefault(value, new long[1])[0]};
            shapes.forEach((shape, count) -> rows[0] += fits.test(shape) ? count[0] : 0);
            good.put(value, rows[0]);
        });
        return good;
    }

    static ConfigException notClasses(String column, String why) {
        return new ConfigException(
                "the label column " + Excerpt.of(column) + " has " + why
                        + ": it looks like a number to predict or an id, not like classes; choose another column, or task regression");
    }
}
