package io.rdrop.engine.dense;

/**
 * The sizes of a convolution that keeps height and width, and of the 2 x 2 max-pooling behind it.
 *
 * <p>Inputs are planes [channels, height, width]. In memory each plane has a frame of zeros, {@link #padding()} before
 * and what is missing to kernel - 1 behind, so that its rows are {@link #stride()} long. What a filter sees at a
 * position then lies at offsets from it that are the same everywhere, and the outputs of a plane are one row of {@link
 * #positions()} sums; those whose column is beyond the width mean nothing.
 *
 * @param channels planes of the input
 * @param height rows of a plane
 * @param width columns of a plane
 * @param filters planes of the output
 * @param kernel rows and columns that a filter sees
 */
record Convolution(int channels, int height, int width, int filters, int kernel) {
    /** Rows and columns of which the largest value is kept. */
    static final int POOL = 2;

    /** Rows above and columns left of a plane; DL4J's mode {@code Same} has an even kernel's odd one behind. */
    int padding() {
        return (kernel - 1) / 2;
    }

    int stride() {
        return width + kernel - 1;
    }

    /** Values of a plane with its frame. */
    int plane() {
        return Math.multiplyExact(height + kernel - 1, stride());
    }

    /** Sums of a filter, those that mean nothing included. */
    int positions() {
        return (height - 1) * stride() + width;
    }

    /** Values that a filter sees at a position. */
    int taps() {
        return channels * kernel * kernel;
    }

    /** Where in an input with its frames each tap's first value is, in the order of a filter's weights. */
    int[] offsets() {
        int[] offsets = new int[taps()];
        int tap = 0;
        for (int channel = 0; channel < channels; channel++) {
            for (int y = 0; y < kernel; y++) {
                for (int x = 0; x < kernel; x++) {
                    offsets[tap++] = channel * plane() + y * stride() + x;
                }
            }
        }
        return offsets;
    }

    /** Whether there is anything to pool. */
    boolean isPooled() {
        return height >= POOL && width >= POOL;
    }

    int outputHeight() {
        return isPooled() ? height / POOL : height;
    }

    int outputWidth() {
        return isPooled() ? width / POOL : width;
    }

    /** Of each output, the first of the sums that it is the largest of, or the one that it is. */
    int[] squares() {
        int step = isPooled() ? POOL : 1;
        int[] squares = new int[outputs()];
        int at = 0;
        for (int filter = 0; filter < filters; filter++) {
            for (int y = 0; y < outputHeight(); y++) {
                int line = filter * positions() + y * step * stride();
                for (int x = 0; x < outputWidth(); x++) {
                    squares[at++] = line + x * step;
                }
            }
        }
        return squares;
    }

    /** Where sums [filters, positions] are in [positions, filters]. */
    int[] byPosition(int[] sums) {
        int[] turned = new int[sums.length];
        for (int i = 0; i < sums.length; i++) {
            int filter = sums[i] / positions();
            turned[i] = (sums[i] - filter * positions()) * filters + filter;
        }
        return turned;
    }

    /** Values of its largest matrix. */
    long scratch() {
        return (long) Math.max(taps(), filters()) * ((height - 1L) * stride() + width);
    }

    /** Values of an input, without frames. */
    int inputs() {
        return channels * height * width;
    }

    /** Values of an output. */
    int outputs() {
        return filters * outputHeight() * outputWidth();
    }

    long weights() {
        return (long) filters * taps();
    }

    /** Weights and biases. */
    long parameters() {
        return weights() + filters;
    }
}
