package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rdrop.example.RejectionReason;
import java.io.IOException;

/** A source and a target: JSON strings. */
final class PairReader implements FeatureReader {
    @Override
    public void read(JsonParser parser, Draft draft) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            draft.refuse(
                    Tokens.reason(parser),
                    "`source` must be a text (a JSON string) but was " + Tokens.describe(parser));
        } else if (TextReader.unpairedSurrogate(parser.getText()) >= 0) {
            draft.refuse(RejectionReason.UNDECODABLE_TEXT, "`source` has an unpaired surrogate");
        } else {
            draft.pair().source(parser.getText());
        }
    }

    /** Reads the value of `target`; null is none. */
    static void readTarget(JsonParser parser, Draft draft) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> draft.nullLabel();
            case VALUE_STRING -> {
                if (TextReader.unpairedSurrogate(parser.getText()) >= 0) {
                    draft.refuseTarget(RejectionReason.UNDECODABLE_TEXT, "`target` has an unpaired surrogate");
                } else {
                    draft.target(parser.getText());
                }
            }
            default ->
                draft.refuseTarget(
                        RejectionReason.WRONG_TYPE,
                        "`target` must be a text (a JSON string) but was " + Tokens.describe(parser));
        }
    }
}
