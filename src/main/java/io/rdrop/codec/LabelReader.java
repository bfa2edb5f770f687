package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rdrop.config.LabelConfig;
import io.rdrop.example.RejectionReason;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Class names and indices: a JSON string is a class name, a JSON whole number a class index. */
final class LabelReader implements TargetReader {
    private final Map<String, Integer> indexByName = new HashMap<>();
    private final String known;

    LabelReader(LabelConfig label) {
        List<String> classes = label.classes();
        for (int i = 0; i < classes.size(); i++) {
            indexByName.put(classes.get(i), i);
        }
        known = Excerpt.of(String.join(", ", classes), 200);
    }

    @Override
    public double read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            Integer index = indexByName.get(parser.getText());
            return index == null ? Double.NaN : index;
        }
        if (isNumber(parser)) {
            // 1.0 is as whole as 1: JSON knows one kind of number, and some writers know only floats.
            double index = parser.getDoubleValue();
            return index >= 0 && index < indexByName.size() && index == Math.rint(index)
                    ? index + 0.0 // -0 is the index 0
                    : Double.NaN;
        }
        return Double.NaN;
    }

    @Override
    public @Nullable Fault fault(JsonParser parser, double target) throws IOException {
        if (!Double.isNaN(target)) {
            return null;
        }
        boolean index = isNumber(parser) && parser.getDoubleValue() == Math.rint(parser.getDoubleValue());
        return new Fault(
                index ? RejectionReason.LABEL_OUT_OF_RANGE : RejectionReason.UNKNOWN_LABEL,
                "`label` must be a class name (" + known + ") or an index from 0 to " + (indexByName.size() - 1)
                        + " but was " + Tokens.describe(parser));
    }

    private static boolean isNumber(JsonParser parser) {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                || parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
    }
}
