package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rdrop.config.ImageConfig;
import io.rdrop.example.Features;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.RejectionReason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Features that are an image: numbers 0..255 as one flat array, channel by channel and row by row, or as nested arrays
 * [channels][height][width], where one channel may leave its level out.
 */
final class ImageReader implements FeatureReader {
    private final ImageConfig image;
    private final byte[] pixels;
    private int count;
    private @Nullable Fault fault;

    ImageReader(ImageConfig image) {
        this.image = image;
        pixels = new byte[image.channels() * image.height() * image.width()];
    }

    @Override
    public void read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            refuse(
                    parser.currentToken() == JsonToken.VALUE_NULL
                            ? RejectionReason.NO_FEATURES
                            : RejectionReason.WRONG_TYPE,
                    "`features` must be an array of pixels but was " + Tokens.describe(parser));
            return;
        }
        int depth = 1;
        int deepest = 1;
        int[] elements = new int[4]; // by depth, of the array that is open there
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY) {
                if (depth == 3) {
                    refuse(RejectionReason.IMAGE_SHAPE, "`features` has arrays nested more than 3 deep");
                    parser.skipChildren();
                    continue;
                }
                elements[depth]++;
                depth++;
                if (depth > deepest && count > 0) {
                    refuse(RejectionReason.IMAGE_SHAPE, "`features` mixes pixels and arrays");
                }
                deepest = Math.max(deepest, depth);
                elements[depth] = 0;
            } else if (token == JsonToken.END_ARRAY) {
                check(depth, deepest, elements[depth]);
                depth--;
            } else if (token == JsonToken.START_OBJECT) {
                refuse(RejectionReason.WRONG_TYPE, pixel() + " must be a number but was an object");
                parser.skipChildren();
            } else {
                if (depth < deepest) {
                    refuse(RejectionReason.IMAGE_SHAPE, "`features` mixes pixels and arrays");
                }
                elements[depth]++;
                add(parser, token);
            }
        }
    }

    /** An array has ended: has it as many elements as its level of the image? */
    private void check(int depth, int deepest, int found) {
        if (deepest == 1) {
            if (found != pixels.length) {
                refuse(
                        RejectionReason.IMAGE_SHAPE,
                        "`features` must have " + image.channels() + " * " + image.height() + " * " + image.width()
                                + " = " + pixels.length + " pixels but had " + found);
            }
            return;
        }
        if (deepest == 2 && image.channels() > 1) {
            refuse(
                    RejectionReason.IMAGE_SHAPE,
                    "`features` must have " + image.channels()
                            + " channels, as [channels][height][width], but had one");
            return;
        }
        int level = deepest - depth; // 0 is a row of pixels
        int expected = level == 0 ? image.width() : level == 1 ? image.height() : image.channels();
        String what = level == 0 ? "width" : level == 1 ? "height" : "number of channels";
        if (found != expected) {
            refuse(RejectionReason.IMAGE_SHAPE, "the image's " + what + " must be " + expected + " but was " + found);
        }
    }

    private void add(JsonParser parser, JsonToken token) throws IOException {
        if (fault != null) {
            return; // the first fault is told; words for thousands more would only cost time
        }
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            refuse(RejectionReason.WRONG_TYPE, pixel() + " must be a number but was " + Tokens.describe(parser));
            return;
        }
        double value = parser.getDoubleValue();
        if (!(value >= 0 && value <= 255) || value != Math.rint(value)) {
            refuse(
                    RejectionReason.PIXEL_OUT_OF_RANGE,
                    pixel() + " must be a whole number from 0 to 255 but was " + Tokens.describe(parser));
            return;
        }
        if (count < pixels.length) {
            pixels[count] = (byte) (int) value;
        }
        count++;
    }

    private String pixel() {
        return "pixel " + count + " of `features`";
    }

    private void refuse(RejectionReason reason, String detail) {
        if (fault == null) {
            fault = new Fault(reason, detail);
        }
    }

    @Override
    public @Nullable Fault fault() {
        return fault;
    }

    @Override
    public Features features() {
        return new ImageFeatures(pixels);
    }
}
