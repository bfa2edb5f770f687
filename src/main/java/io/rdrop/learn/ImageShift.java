package io.rdrop.learn;

import io.rdrop.config.ImageConfig;
import io.rdrop.example.Example;
import io.rdrop.example.ImageFeatures;

/**
 * Moves an image by up to some pixels along each axis, drawn evenly by the counter. What moves in repeats the image's
 * edge.
 */
public final class ImageShift implements Variation {
    private static final int AXES = 2;
    /** Apart from what replay draws by the same seed. */
    private static final long SALT = 0x5348494654L;

    private final int channels;
    private final int height;
    private final int width;
    private final int most;
    private final long seed;

    public ImageShift(ImageConfig image, int most, long seed) {
        this.channels = image.channels();
        this.height = image.height();
        this.width = image.width();
        this.most = most;
        this.seed = seed ^ SALT;
    }

    @Override
    public Example vary(Example example, long step, int place) {
        int down = draw(step, AXES * place);
        int right = draw(step, AXES * place + 1);
        if (!(example.features() instanceof ImageFeatures image) || (down == 0 && right == 0)) {
            return example;
        }
        return example.withFeatures(new ImageFeatures(moved(image.pixels(), down, right)));
    }

    private int draw(long step, int draw) {
        return CounterRandom.below(2 * most + 1, seed, step, draw) - most;
    }

    private byte[] moved(byte[] pixels, int down, int right) {
        byte[] moved = new byte[pixels.length];
        int to = 0;
        for (int channel = 0; channel < channels; channel++) {
            for (int y = 0; y < height; y++) {
                int line = (channel * height + within(y - down, height)) * width;
                for (int x = 0; x < width; x++) {
                    moved[to++] = pixels[line + within(x - right, width)];
                }
            }
        }
        return moved;
    }

    private static int within(int at, int size) {
        return Math.max(0, Math.min(size - 1, at));
    }
}
