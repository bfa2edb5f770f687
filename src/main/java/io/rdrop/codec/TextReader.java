package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rdrop.example.Features;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.TextFeatures;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Features that are a text: a JSON string. */
final class TextReader implements FeatureReader {
    private String text = "";
    private @Nullable Fault fault;

    @Override
    public void read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            fault = new Fault(
                    parser.currentToken() == JsonToken.VALUE_NULL
                            ? RejectionReason.NO_FEATURES
                            : RejectionReason.WRONG_TYPE,
                    "`features` must be a text (a JSON string) but was " + Tokens.describe(parser));
            return;
        }
        text = parser.getText();
        int surrogate = unpairedSurrogate(text);
        if (surrogate >= 0) {
            fault = new Fault(
                    RejectionReason.UNDECODABLE_TEXT,
                    String.format(
                            "`features` has the unpaired surrogate \\u%04x at index %d",
                            (int) text.charAt(surrogate), surrogate));
        }
    }

    private static int unpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public @Nullable Fault fault() {
        return fault;
    }

    @Override
    public Features features() {
        return new TextFeatures(text);
    }
}
