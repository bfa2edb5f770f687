package io.rdrop.tools.feed.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Labels of JSON lines that are records already: a number there is a class index, not a class name. */
public final class LabelIndices {
    private boolean any;

    /** A label; of a number its index: 1.0 is 1, and what is not whole is no class. */
    @Nullable
    public JsonNode ifNumber(@Nullable JsonNode label) {
        if (label == null || !label.isNumber()) {
            return label;
        }
        double index = label.doubleValue();
        if (index < 0 || index >= ClassInference.MAX_CLASSES || index != Math.rint(index)) {
            return null;
        }
        any = true;
        return IntNode.valueOf((int) index);
    }

    /** If there were indices: classes 0, 1, ... with those that no row has, so that each one's place is its index. */
    public List<Inspection.ClassCount> complete(List<Inspection.ClassCount> classes) {
        if (!any) {
            return classes;
        }
        Map<String, Inspection.ClassCount> byName = new HashMap<>();
        classes.forEach(value -> byName.put(value.name(), value));
        List<Inspection.ClassCount> filled = new ArrayList<>();
        for (int i = 0; i < ClassInference.MAX_CLASSES && !byName.isEmpty(); i++) {
            Inspection.ClassCount value = byName.remove(Integer.toString(i));
            filled.add(value == null ? new Inspection.ClassCount(Integer.toString(i), 0) : value);
        }
        return byName.isEmpty() ? filled : classes; // they have names after all
    }
}
