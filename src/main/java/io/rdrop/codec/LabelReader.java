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
final class LabelReader {
    /** What {@link #read} returns for a label that is no class. */
    static final int UNKNOWN = -1;

    private final Map<String, Integer> indexByName = new HashMap<>();
    private final String known;

    LabelReader(LabelConfig label) {
        List<String> classes = label.classes();
        for (int i = 0; i < classes.size(); i++) {
            indexByName.put(classes.get(i), i);
        }
        known = Excerpt.of(String.join(", ", classes), 200);
    }

    /** The 0-based class index of the current token, or {@link #UNKNOWN}; the parser stays where it is. */
    int read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return indexByName.getOrDefault(parser.getText(), UNKNOWN);
        }
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                || parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            // 1.0 is as whole as 1: JSON knows one kind of number, and some writers know only floats.
            double index = parser.getDoubleValue();
            boolean whole = index >= 0 && index < indexByName.size() && index == Math.rint(index);
            return whole ? (int) index : UNKNOWN;
        }
        return UNKNOWN;
    }

    /** What is wrong with the label that {@link #read} made {@code index} of; null if nothing is. */
    @Nullable
    Fault fault(JsonParser parser, int index) throws IOException {
        if (index != UNKNOWN) {
            return null;
        }
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return new Fault(RejectionReason.NO_LABEL, "`label` is null");
        }
        return new Fault(
                RejectionReason.UNKNOWN_LABEL,
                "`label` must be a class name (" + known + ") or an index from 0 to " + (indexByName.size() - 1)
                        + " but was " + Tokens.describe(parser));
    }
}
