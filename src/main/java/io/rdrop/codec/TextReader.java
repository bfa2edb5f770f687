package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rdrop.example.RejectionReason;
import java.io.IOException;

/** Features that are a text: a JSON string. */
final class TextReader implements FeatureReader {
    @Override
    public void read(JsonParser parser, Draft draft) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            draft.refuse(
                    Tokens.reason(parser),
                    "`features` must be a text (a JSON string) but was " + Tokens.describe(parser));
            return;
        }
        String text = parser.getText();
        int surrogate = unpairedSurrogate(text);
        if (surrogate < 0) {
            draft.text(text);
        } else {
            draft.refuse(
                    RejectionReason.UNDECODABLE_TEXT,
                    String.format(
                            "`features` has the unpaired surrogate \\u%04x at index %d",
                            (int) text.charAt(surrogate), surrogate));
        }
    }

    /** Where a text has half of a pair; -1 if nowhere. */
    static int unpairedSurrogate(String text) {
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
}
