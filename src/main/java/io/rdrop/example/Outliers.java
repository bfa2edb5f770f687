package io.rdrop.example;

import io.rdrop.Public;
import java.util.Set;

/**
 * Numbers of one column that were too far away to be of its scale, and were left out.
 *
 * @param column name of the column; {@value #LABEL} for the label, {@value #OTHER} for columns that there is no room for
 * @param count how many there were
 * @param largest that of the largest absolute value
 * @param position of its record
 */
@Public
public record Outliers(String column, long count, double largest, SourcePosition position) {
    /** The label of a regression, as records call it. */
    public static final String LABEL = "label";

    /** Stands for all columns beyond {@value #MOST_COLUMNS}. */
    public static final String OTHER = "(other)";

    /** Columns that are told apart, at most: what is counted by column is sent, kept and shown. */
    public static final int MOST_COLUMNS = 20;

    /** What a column is counted as, beside those that are counted already. */
    public static String columnBeside(Set<String> counted, String column) {
        return counted.contains(column) || counted.size() < MOST_COLUMNS ? column : OTHER;
    }

    /** These under another name. */
    public Outliers as(String name) {
        return name.equals(column) ? this : new Outliers(name, count, largest, position);
    }

    /** Both together; the earlier of two that are as large stands for them. */
    public Outliers plus(Outliers later) {
        boolean isLarger = Math.abs(later.largest) > Math.abs(largest);
        return new Outliers(
                column, count + later.count, isLarger ? later.largest : largest, isLarger ? later.position : position);
    }
}
