package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rdrop.example.RejectionReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens and tags: JSON arrays of strings, or strings that white space splits. */
final class SentenceReader implements FeatureReader {
    private static final String WHITE_SPACE = "\\s+";

    @Override
    public void read(JsonParser parser, Draft draft) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            tokens(split(parser.getText()), draft);
            return;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            draft.refuse(
                    Tokens.reason(parser),
                    "`tokens` must be an array of texts, or one text, but was " + Tokens.describe(parser));
            return;
        }
        List<String> tokens = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                draft.refuse(
                        RejectionReason.WRONG_TYPE,
                        "token " + (tokens.size() + 1) + " must be a text but was " + Tokens.describe(parser));
                skipArray(parser);
                return;
            }
            tokens.add(parser.getText());
        }
        tokens(tokens, draft);
    }

    static void tokens(List<String> tokens, Draft draft) {
        for (String token : tokens) {
            if (TextReader.unpairedSurrogate(token) >= 0) {
                draft.refuse(RejectionReason.UNDECODABLE_TEXT, "a token has an unpaired surrogate");
                return;
            }
        }
        draft.sentence().tokens(tokens);
    }

    /** Reads the value of `tags`; null is none. */
    static void readTags(JsonParser parser, Draft draft) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> draft.nullLabel();
            case VALUE_STRING -> draft.tags(List.copyOf(split(parser.getText())));
            case START_ARRAY -> {
                List<Object> tags = new ArrayList<>();
                Object tag = nextTag(parser);
                while (tag != null) {
                    tags.add(tag);
                    tag = nextTag(parser);
                }
                if (parser.currentToken() == JsonToken.END_ARRAY) {
                    draft.tags(tags);
                } else {
                    draft.refuseTags("tag " + (tags.size() + 1) + " must be a text or a number but was "
                            + Tokens.describe(parser));
                    skipArray(parser);
                }
            }
            default -> draft.refuseTags("`tags` must be an array, or one text, but was " + Tokens.describe(parser));
        }
    }

    private static @Nullable Object nextTag(JsonParser parser) throws IOException {
        return switch (parser.nextToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> null;
        };
    }

    /** Goes on to the end of the array that the parser is in. */
    private static void skipArray(JsonParser parser) throws IOException {
        parser.skipChildren();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
        }
    }

    static List<String> split(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? List.of() : List.of(stripped.split(WHITE_SPACE));
    }
}
