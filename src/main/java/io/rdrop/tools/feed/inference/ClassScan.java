package io.rdrop.tools.feed.inference;

import io.rdrop.tools.feed.files.NumberStyle;
import java.util.BitSet;
import java.util.Map;
import java.util.function.Predicate;

/** Labels that are classes, as {@link ClassInference} tells them. */
final class ClassScan implements TargetScan {
    private final String column;
    private final LabelScan labels;

    /** @param column for messages */
    ClassScan(String column) {
        this.column = column;
        labels = new LabelScan(column);
    }

    @Override
    public void add(ValueKind kind, String value, BitSet shape) {
        if (kind == ValueKind.MISSING || kind == ValueKind.NESTED) {
            labels.addMissing();
        } else {
            labels.add(value, shape);
        }
    }

    @Override
    public long missing() {
        return labels.missing();
    }

    @Override
    public Found result(Predicate<BitSet> fits, long rows) {
        Map<String, Long> goodRows = labels.goodRows(fits);
        long good = goodRows.values().stream().mapToLong(Long::longValue).sum();
        ClassInference inference = new ClassInference(column, rows - good);
        return new Found(inference.classes(goodRows), NumberStyle.PLAIN, inference.warnings());
    }
}
