package io.rdrop.tools.feed.inference;

import io.rdrop.tools.feed.files.NumberStyle;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** What has been seen of a file's label column, in bounded memory. */
interface TargetScan {
    /**
     * The label of a row.
     *
     * @param kind what it looks like
     * @param value as it stands in the file
     * @param shape of the row, see {@link RowShape}; copied if kept
     */
    void add(ValueKind kind, String value, BitSet shape);

    /** Rows without a label. */
    long missing();

    /**
     * What the labels are.
     *
     * @param fits whether a row of such a shape has no other fault
     * @param rows of the file
     * @throws io.rdrop.config.ConfigException if they are not what the task takes
     */
    Found result(Predicate<BitSet> fits, long rows);

    /**
     * What was found: classes in index order, none if labels are numbers; how these are written; warnings, one sentence
     * each.
     */
    record Found(List<Inspection.ClassCount> classes, NumberStyle style, List<String> warnings) {}
}
