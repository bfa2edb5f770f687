package io.rdrop.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The labels of lines that are records already: a string is a class name, a number a class index. */
final class RecordLabels {
    private static final int GOOD = 0;

    private final LabelScan labels = new LabelScan(ImageData.LABEL);
    private final BitSet row = new BitSet();
    private boolean indices;

    /**
     * @param label null if the row has none
     * @param good whether the row has no other fault
     */
    void add(@Nullable JsonNode label, boolean good) {
        JsonNode value = label != null && label.isNumber() ? index(label) : label;
        indices |= value instanceof IntNode;
        if (value == null || value.isNull() || value.isContainerNode()) {
            labels.addMissing();
        } else {
            row.set(GOOD, good);
            labels.add(value.asText(), row);
        }
    }

    /** Rows without a label. */
    long missing() {
        return labels.missing();
    }

    /**
     * The classes, in index order.
     *
     * @param faulty rows with other faults
     * @param warnings gets further ones
     */
    List<Inspection.ClassCount> classes(long faulty, List<String> warnings) {
        ClassInference inference = new ClassInference(ImageData.LABEL, faulty);
        List<Inspection.ClassCount> classes = inference.classes(labels.goodRows(shape -> shape.get(GOOD)));
        warnings.addAll(inference.warnings());
        return indices ? upToLast(classes) : classes;
    }

    /** A number that is a class index: 1.0 is 1, and what is not whole is no class. */
    static @Nullable IntNode index(JsonNode number) {
        double index = number.doubleValue();
        boolean whole = index >= 0 && index < ClassInference.MAX_CLASSES && index == Math.rint(index);
        return whole ? IntNode.valueOf((int) index) : null;
    }

    /** Classes 0, 1, ... with those that no row has, so that each one's place is its index; as they are if they have names. */
    static List<Inspection.ClassCount> upToLast(List<Inspection.ClassCount> classes) {
        Map<String, Inspection.ClassCount> byName = new HashMap<>();
        classes.forEach(value -> byName.put(value.name(), value));
        List<Inspection.ClassCount> filled = new ArrayList<>();
        for (int i = 0; i < ClassInference.MAX_CLASSES && !byName.isEmpty(); i++) {
            Inspection.ClassCount value = byName.remove(Integer.toString(i));
            filled.add(value == null ? new Inspection.ClassCount(Integer.toString(i), 0) : value);
        }
        return byName.isEmpty() ? filled : classes;
    }
}
