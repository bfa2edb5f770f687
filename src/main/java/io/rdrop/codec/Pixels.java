package io.rdrop.codec;

import io.rdrop.example.RejectionReason;

/** The pixels of an image that come as numbers, one by one. */
final class Pixels {
    private final Draft draft;
    private final byte[] pixels;
    private int count;

    /** @param expected as many as the image has */
    Pixels(Draft draft, int expected) {
        this.draft = draft;
        pixels = new byte[expected];
    }

    int count() {
        return count;
    }

    /** Adds a number and returns whether it is a pixel; if not, the caller refuses it, with its text. */
    boolean add(double value) {
        boolean isPixel = value >= 0 && value <= 255 && value == Math.rint(value);
        if (isPixel) {
            if (count < pixels.length) {
                pixels[count] = (byte) (int) value;
            }
            count++;
        }
        return isPixel;
    }

    void refuseValue(String was) {
        refuse(RejectionReason.PIXEL_OUT_OF_RANGE, "a whole number from 0 to 255", was);
    }

    void refuseType(String was) {
        refuse(RejectionReason.WRONG_TYPE, "a number", was);
    }

    private void refuse(RejectionReason reason, String expected, String was) {
        draft.refuse(reason, "pixel " + count + " of `features` must be " + expected + " but was " + was);
    }

    /** There are no more: hands them to the draft. */
    void finish() {
        draft.pixels(pixels, count);
    }
}
