package io.rdrop.example;

import io.rdrop.Public;

/**
 * An image.
 *
 * @param pixels [channels * height * width], unsigned bytes, channel by channel, row by row
 */
@Public
public record ImageFeatures(byte[] pixels) implements Features {
    @Override
    public long bytes() {
        return pixels.length;
    }
}
