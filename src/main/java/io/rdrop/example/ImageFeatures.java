package io.rdrop.example;

/**
 * An image.
 *
 * @param pixels [channels * height * width], unsigned bytes, channel by channel, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // what crosses operators is a record of arrays; nobody compares them
public record ImageFeatures(byte[] pixels) implements Features {
    @Override
    public long bytes() {
        return pixels.length;
    }
}
