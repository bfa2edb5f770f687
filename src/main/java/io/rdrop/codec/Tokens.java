package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rdrop.example.RejectionReason;
import java.io.IOException;

/** The parser's current value, in words. */
final class Tokens {
    private Tokens() {}

    /** Why the current value cannot be the features: null is none. */
    static RejectionReason reason(JsonParser parser) {
        return parser.currentToken() == JsonToken.VALUE_NULL ? RejectionReason.NO_FEATURES : RejectionReason.WRONG_TYPE;
    }

    /** Type and value of the current token, such as {@code the string "abc"} or {@code an object}. */
    static String describe(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case VALUE_STRING -> "the string \"" + Excerpt.of(parser.getText()) + "\"";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + Excerpt.of(parser.getText());
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> parser.getText();
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            default -> token.toString();
        };
    }
}
