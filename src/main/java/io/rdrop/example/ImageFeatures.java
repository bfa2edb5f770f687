package io.rdrop.example;

/**
 * An image.
 *
 * @param pixels [channels * height * width], unsigned bytes, channel by channel, row by row
 */
public record ImageFeatures(byte[] pixels) implements Features {
    @Override
    public long bytes() {
        return pixels.length;
    }
}
