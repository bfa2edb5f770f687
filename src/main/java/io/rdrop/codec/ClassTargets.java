package io.rdrop.codec;

import io.rdrop.config.LabelConfig;
import io.rdrop.example.RejectionReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Class names and indices: a text is a class name, a whole number a class index. */
final class ClassTargets implements Targets {
    private final Map<String, Integer> indexByName = new HashMap<>();
    private final String known;

    ClassTargets(LabelConfig label) {
        List<String> classes = label.classes();
        for (int i = 0; i < classes.size(); i++) {
            indexByName.put(classes.get(i), i);
        }
        known = Excerpt.of(String.join(", ", classes), 200);
    }

    @Override
    public double ofText(String text) {
        Integer index = indexByName.get(text);
        return index == null ? Double.NaN : index;
    }

    /** 1.0 is as whole as 1: JSON knows one kind of number, and some writers know only floats. */
    @Override
    public double ofNumber(double index) {
        return index >= 0 && index < indexByName.size() && index == Math.rint(index)
                ? index + 0.0 // -0 is the index 0
                : Double.NaN;
    }

    @Override
    public Fault fault(double number, String was) {
        return new Fault(
                number == Math.rint(number) ? RejectionReason.LABEL_OUT_OF_RANGE : RejectionReason.UNKNOWN_LABEL,
                "`label` must be a class name (" + known + ") or an index from 0 to " + (indexByName.size() - 1)
                        + " but was " + was);
    }
}
