package io.rdrop.engine.dense;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A convolution, max-pooling and an activation, image by image: h = activation(pool(W * x) + b). An image becomes a
 * matrix of what the filters see [taps, positions], which the weights are multiplied by.
 *
 * <p>The largest sum is taken before the bias is added and the activation applied, which is a quarter of the work and
 * the same, as no bias differs within a plane and the activation never falls.
 *
 * <p>Its arrays are views, except for scratch memory, which it owns. Not thread-safe.
 */
final class ConvolutionLayer implements AutoCloseable {
    private final Convolution of;
    private final NativeFloats weights;
    private final NativeFloats bias;
    private final NativeFloats weightGradient;
    private final NativeFloats biasGradient;
    private final Nonlinearity activation;

    /** Where in an image with its frames each tap begins. */
    private final int[] offsets;

    private final NativeFloats nativeTaps;
    private final float[] sums;
    private final NativeFloats nativeSums;
    private final float[] framed;
    private final NativeFloats nativeFramed;
    private final float[] biases;
    private final float[] biasSums;
    private final NativeFloats nativeWeightSums;
    private final float[] weightSums;
    private final float[] weightSumsByFilter;

    /** [rows, channels, plane] */
    private float[] inputs = {};
    /** [rows, outputs] */
    float[] outputs = {};

    float[] gradient = {};
    private float[] slopes = {};

    /** [rows, outputs]: how far behind the first sum of its square the largest one is; whole numbers. */
    private float[] ahead = {};

    /** [outputs]: the first of the sums of its square, of which the largest is taken. */
    private final int[] squares;

    /** [outputs]: as {@link #squares}, in sums that are laid out position by position. */
    private final int[] places;

    /** [outputs]: the first, second, third and fourth sums of the squares. */
    private final float[][] corners;

    /**
     * @param weights [filters, channels, kernel, kernel] row-major
     * @param bias [filters]
     * @param activation one that never falls
     */
    ConvolutionLayer(
            Convolution of,
            NativeFloats weights,
            NativeFloats bias,
            NativeFloats weightGradient,
            NativeFloats biasGradient,
            Nonlinearity activation) {
        this.of = of;
        this.weights = weights;
        this.bias = bias;
        this.weightGradient = weightGradient;
        this.biasGradient = biasGradient;
        this.activation = activation;
        this.offsets = of.offsets();
        this.nativeTaps = NativeFloats.allocate(Math.multiplyExact(of.taps(), of.positions()));
        this.sums = new float[Math.multiplyExact(of.filters(), of.positions())];
        this.nativeSums = NativeFloats.allocate(sums.length);
        this.framed = new float[Math.multiplyExact(of.channels(), of.plane())];
        this.nativeFramed = NativeFloats.allocate(framed.length);
        this.squares = of.squares();
        this.places = of.byPosition(squares);
        this.corners = new float[Convolution.POOL * Convolution.POOL][of.isPooled() ? of.outputs() : 0];
        this.biases = new float[of.filters()];
        this.biasSums = new float[of.filters()];
        this.weightSums = new float[(int) of.weights()];
        this.weightSumsByFilter = new float[weightSums.length];
        this.nativeWeightSums = NativeFloats.allocate(weightSums.length);
    }

    Convolution sizes() {
        return of;
    }

    /** Outputs of images [rows, inputs]. */
    void forward(float[] images, int rows) {
        ensure(rows);
        bias.get(0, biases, 0, biases.length);
        for (int row = 0; row < rows; row++) {
            frame(images, row * of.inputs(), row * framed.length);
            collect(row);
            Blas.product(
                    weights.pointer(),
                    nativeTaps.pointer(),
                    nativeSums.pointer(),
                    of.filters(),
                    of.positions(),
                    of.taps(),
                    false);
            nativeSums.get(0, sums, 0, sums.length);
            choose(row * of.outputs());
        }
        activation.apply(outputs, rows * of.outputs(), slopes);
    }

    private void ensure(int rows) {
        int count = Math.multiplyExact(rows, of.outputs());
        if (outputs.length >= count) {
            return;
        }
        inputs = new float[Math.multiplyExact(rows, framed.length)];
        outputs = new float[count];
        gradient = new float[count];
        slopes = new float[count];
        ahead = new float[count];
    }

    /** Copies an image into its frames. */
    private void frame(float[] images, int from, int to) {
        int at = from;
        for (int channel = 0; channel < of.channels(); channel++) {
            int line = to + channel * of.plane() + of.padding() * of.stride() + of.padding();
            for (int y = 0; y < of.height(); y++) {
                System.arraycopy(images, at, inputs, line, of.width());
                at += of.width();
                line += of.stride();
            }
        }
    }

    /** Lays out what filters see of an image: row by row, what they see at a tap, for all positions. */
    private void collect(int row) {
        nativeFramed.put(0, inputs, row * framed.length, framed.length);
        int to = 0;
        for (int offset : offsets) {
            Blas.copy(nativeFramed.pointer(), offset, nativeTaps.pointer(), to, of.positions());
            to += of.positions();
        }
    }

    /** Takes the largest sums of an image, or all. */
    private void choose(int to) {
        if (of.isPooled()) {
            split();
            Loops.largest(corners, of.stride(), outputs, ahead, to, of.outputs());
        } else {
            for (int i = 0; i < squares.length; i++) {
                outputs[to + i] = sums[squares[i]];
            }
        }
        int each = of.outputHeight() * of.outputWidth();
        int at = to;
        for (float biasOfFilter : biases) {
            for (int i = 0; i < each; i++) {
                outputs[at++] += biasOfFilter;
            }
        }
    }

    /** Sorts the sums by where they stand in their squares: what is compared begins at one place, in four arrays. */
    private void split() {
        float[] first = corners[0];
        float[] second = corners[1];
        float[] third = corners[2];
        float[] fourth = corners[3];
        int stride = of.stride();
        for (int i = 0; i < squares.length; i++) {
            int up = squares[i];
            int down = up + stride;
            first[i] = sums[up];
            second[i] = sums[up + 1];
            third[i] = sums[down];
            fourth[i] = sums[down + 1];
        }
    }

    /**
     * The gradient of weights and biases from {@link #gradient}, that of the outputs.
     *
     * @param before where the gradient of the inputs goes, [rows, inputs]; null if nobody wants it
     */
    void backward(int rows, float @Nullable [] before) {
        Loops.scale(gradient, slopes, rows * of.outputs());
        Arrays.fill(biasSums, 0);
        for (int row = 0; row < rows; row++) {
            collect(row);
            spread(row * of.outputs());
            Blas.product(
                    nativeTaps.pointer(),
                    nativeSums.pointer(),
                    nativeWeightSums.pointer(),
                    of.taps(),
                    of.filters(),
                    of.positions(),
                    row > 0);
            if (before != null) {
                Blas.transposedProduct(
                        weights.pointer(),
                        nativeSums.pointer(),
                        nativeTaps.pointer(),
                        of.taps(),
                        of.positions(),
                        of.filters());
                gather(before, row * of.inputs());
            }
        }
        nativeWeightSums.get(0, weightSums, 0, weightSums.length);
        Transposition.transpose(weightSums, of.taps(), of.filters(), weightSumsByFilter);
        weightGradient.put(0, weightSumsByFilter, 0, weightSums.length);
        biasGradient.put(0, biasSums, 0, biasSums.length);
    }

    /** Puts the gradients of an image where its largest sums were, as [positions, filters]. */
    private void spread(int from) {
        Arrays.fill(sums, 0);
        int filters = of.filters();
        for (int i = 0; i < places.length; i++) {
            int positions = (int) ahead[from + i];
            sums[places[i] + positions * filters] = gradient[from + i];
        }
        nativeSums.put(0, sums, 0, sums.length);
        int each = of.outputHeight() * of.outputWidth();
        for (int filter = 0; filter < filters; filter++) {
            biasSums[filter] += Loops.sum(gradient, from + filter * each, each);
        }
    }

    /** Adds what the taps give back to where they came from. */
    private void gather(float[] into, int to) {
        nativeFramed.clear();
        int from = 0;
        for (int offset : offsets) {
            Blas.add(nativeTaps.pointer(), from, nativeFramed.pointer(), offset, of.positions());
            from += of.positions();
        }
        nativeFramed.get(0, framed, 0, framed.length);
        int at = to;
        for (int channel = 0; channel < of.channels(); channel++) {
            int line = channel * of.plane() + of.padding() * of.stride() + of.padding();
            for (int y = 0; y < of.height(); y++) {
                System.arraycopy(framed, line, into, at, of.width());
                at += of.width();
                line += of.stride();
            }
        }
    }

    @Override
    public void close() {
        nativeTaps.close();
        nativeSums.close();
        nativeFramed.close();
        nativeWeightSums.close();
    }
}
