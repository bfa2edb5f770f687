package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rdrop.config.ImageConfig;
import io.rdrop.example.RejectionReason;
import java.io.IOException;
import java.util.Base64;

/**
 * Features that are an image: numbers 0..255 as one flat array, channel by channel and row by row, or as nested arrays
 * [channels][height][width], where one channel may leave its level out; or a PNG or JPEG in base64, as a string.
 */
record ImageReader(ImageConfig image) implements FeatureReader {
    private static final String MIXED = "`features` mixes pixels and arrays";

    @Override
    public void read(JsonParser parser, Draft draft) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            readFile(parser, draft);
            return;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            draft.refuse(
                    Tokens.reason(parser), "`features` must be an array of pixels but was " + Tokens.describe(parser));
            return;
        }
        Pixels pixels = draft.pixels();
        int depth = 1;
        int deepest = 1;
        int[] elements = new int[4]; // by depth, of the array that is open there
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY) {
                if (depth == 3) {
                    draft.refuse(RejectionReason.IMAGE_SHAPE, "`features` has arrays nested more than 3 deep");
                    parser.skipChildren();
                    continue;
                }
                elements[depth]++;
                depth++;
                if (depth > deepest && pixels.count() > 0) {
                    draft.refuse(RejectionReason.IMAGE_SHAPE, MIXED);
                }
                deepest = Math.max(deepest, depth);
                elements[depth] = 0;
            } else if (token == JsonToken.END_ARRAY) {
                check(depth, deepest, elements[depth], draft);
                depth--;
            } else if (token == JsonToken.START_OBJECT) {
                pixels.refuseType("an object");
                parser.skipChildren();
            } else {
                if (depth < deepest) {
                    draft.refuse(RejectionReason.IMAGE_SHAPE, MIXED);
                }
                elements[depth]++;
                if (!draft.isRefused()) { // the first fault is told; words for thousands more would only cost time
                    add(parser, token, pixels);
                }
            }
        }
        pixels.finish();
    }

    private void readFile(JsonParser parser, Draft draft) throws IOException {
        byte[] file;
        try {
            file = Base64.getDecoder().decode(parser.getText());
        } catch (IllegalArgumentException e) {
            draft.refuse(
                    RejectionReason.WRONG_TYPE,
                    "`features` must be an array of pixels, or base64 of a PNG or JPEG, but was "
                            + Tokens.describe(parser));
            return;
        }
        new EncodedImage(image).read(file, draft);
    }

    /** An array has ended: has it as many elements as its level? Pixels without levels are counted as a whole. */
    private void check(int depth, int deepest, int found, Draft draft) {
        if (deepest == 1) {
            return;
        }
        if (deepest == 2 && image.channels() > 1) {
            draft.refuse(
                    RejectionReason.IMAGE_SHAPE,
                    "`features` must have " + image.channels()
                            + " channels, as [channels][height][width], but had one");
            return;
        }
        int level = deepest - depth; // 0 is a row of pixels
        int expected = level == 0 ? image.width() : level == 1 ? image.height() : image.channels();
        String what = level == 0 ? "width" : level == 1 ? "height" : "number of channels";
        if (found != expected) {
            draft.refuse(
                    RejectionReason.IMAGE_SHAPE, "the image's " + what + " must be " + expected + " but was " + found);
        }
    }

    private static void add(JsonParser parser, JsonToken token, Pixels pixels) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            pixels.refuseType(Tokens.describe(parser));
        } else if (!pixels.add(parser.getDoubleValue())) {
            pixels.refuseValue(Tokens.describe(parser));
        }
    }
}
