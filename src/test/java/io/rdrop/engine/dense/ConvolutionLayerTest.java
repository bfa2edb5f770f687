package io.rdrop.engine.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A convolution against plain loops in float64. */
class ConvolutionLayerTest {
    private static final float TOLERANCE = 1e-4f;

    static Stream<Draw> draws() {
        return IntStream.range(0, 60).mapToObj(seed -> new Draw(new Random(seed)));
    }

    /** A random convolution, its parameters and some images. */
    private static final class Draw implements AutoCloseable {
        private final Convolution of;
        private final int rows;
        private final float[] weights;
        private final float[] bias;
        private final float[] images;
        private final float[] ofOutputs;
        private final NativeFloats[] memory;
        private final ConvolutionLayer layer;

        Draw(Random random) {
            this(
                    new Convolution(
                            1 + random.nextInt(4),
                            1 + random.nextInt(14),
                            1 + random.nextInt(14),
                            1 + random.nextInt(9),
                            1 + random.nextInt(5)),
                    1 + random.nextInt(4),
                    random);
        }

        Draw(Convolution of, int rows, Random random) {
            this.of = of;
            this.rows = rows;
            this.weights = normal((int) of.weights(), random);
            this.bias = normal(of.filters(), random);
            this.images = normal(rows * of.inputs(), random);
            this.ofOutputs = normal(rows * of.outputs(), random);
            this.memory = new NativeFloats[] {
                NativeFloats.of(weights),
                NativeFloats.of(bias),
                NativeFloats.allocate(weights.length),
                NativeFloats.allocate(bias.length)
            };
            this.layer = new ConvolutionLayer(of, memory[0], memory[1], memory[2], memory[3], Nonlinearity.IDENTITY);
        }

        private static float[] normal(int count, Random random) {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return values;
        }

        /** What the filter sees at a position of an image: [taps], those beyond the edge -1. */
        private int[] seen(int row, int y, int x) {
            int[] taps = new int[of.taps()];
            int tap = 0;
            for (int channel = 0; channel < of.channels(); channel++) {
                for (int ky = 0; ky < of.kernel(); ky++) {
                    for (int kx = 0; kx < of.kernel(); kx++) {
                        int atY = y + ky - of.padding();
                        int atX = x + kx - of.padding();
                        boolean isInside = atY >= 0 && atY < of.height() && atX >= 0 && atX < of.width();
                        int plane = row * of.channels() + channel;
                        taps[tap++] = isInside ? (plane * of.height() + atY) * of.width() + atX : -1;
                    }
                }
            }
            return taps;
        }

        private double sum(int filter, int[] seen) {
            double sum = 0;
            for (int tap = 0; tap < seen.length; tap++) {
                sum += seen[tap] < 0 ? 0 : (double) weights[filter * of.taps() + tap] * images[seen[tap]];
            }
            return sum;
        }

        /** Of each output, what its filter sees where the sum is largest. */
        private int[][] largest() {
            int[][] largest = new int[rows * of.outputs()][];
            int step = of.isPooled() ? Convolution.POOL : 1;
            int at = 0;
            for (int row = 0; row < rows; row++) {
                for (int filter = 0; filter < of.filters(); filter++) {
                    for (int i = 0; i < of.outputHeight() * of.outputWidth(); i++) {
                        int y = i / of.outputWidth() * step;
                        int x = i % of.outputWidth() * step;
                        int[] best = seen(row, y, x);
                        for (int corner = 1; corner < step * step; corner++) {
                            int[] other = seen(row, y + corner / 2, x + corner % 2);
                            best = sum(filter, other) > sum(filter, best) ? other : best;
                        }
                        largest[at++] = best;
                    }
                }
            }
            return largest;
        }

        private int filter(int output) {
            return output % of.outputs() / (of.outputHeight() * of.outputWidth());
        }

        private float[] weightGradient() {
            float[] gradient = new float[weights.length];
            memory[2].get(0, gradient, 0, gradient.length);
            return gradient;
        }

        private float[] biasGradient() {
            float[] gradient = new float[bias.length];
            memory[3].get(0, gradient, 0, gradient.length);
            return gradient;
        }

        /** Forward and back; the gradient of the inputs. */
        private float[] run() {
            layer.forward(images, rows);
            System.arraycopy(ofOutputs, 0, layer.gradient, 0, ofOutputs.length);
            float[] ofInputs = new float[images.length];
            layer.backward(rows, ofInputs);
            return ofInputs;
        }

        @Override
        public void close() {
            layer.close();
            for (NativeFloats part : memory) {
                part.close();
            }
        }

        @Override
        public String toString() {
            return of + ", " + rows + " rows";
        }
    }

    @ParameterizedTest
    @MethodSource("draws")
    void givesWhatPlainLoopsGive(Draw draw) {
        int[][] largest = draw.largest();
        double[] ofWeights = new double[draw.weights.length];
        double[] ofBiases = new double[draw.bias.length];
        double[] ofImages = new double[draw.images.length];
        float[] outputs = new float[largest.length];
        for (int output = 0; output < largest.length; output++) {
            int filter = draw.filter(output);
            outputs[output] = (float) (draw.sum(filter, largest[output]) + draw.bias[filter]);
            double gradient = draw.ofOutputs[output];
            ofBiases[filter] += gradient;
            for (int tap = 0; tap < draw.of.taps(); tap++) {
                int from = largest[output][tap];
                if (from >= 0) {
                    ofWeights[filter * draw.of.taps() + tap] += gradient * draw.images[from];
                    ofImages[from] += gradient * draw.weights[filter * draw.of.taps() + tap];
                }
            }
        }
        try (draw) {
            float[] found = draw.run();
            assertThat(Arrays.copyOf(draw.layer.outputs, outputs.length)).containsExactly(outputs, within(TOLERANCE));
            assertClose("inputs", found, ofImages);
            assertClose("weights", draw.weightGradient(), ofWeights);
            assertClose("biases", draw.biasGradient(), ofBiases);
        }
    }

    private static void assertClose(String what, float[] found, double[] expected) {
        double largest = 1 + Arrays.stream(expected).map(Math::abs).max().orElse(0);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).as(what + " " + i).isCloseTo(expected[i], within(TOLERANCE * largest));
        }
    }

    /** The size that images of digits have: other kernels of BLAS than for small ones. */
    @Test
    void imagesAreComputedOneByOne() {
        Convolution of = new Convolution(8, 14, 14, 32, 3);
        try (Draw together = new Draw(of, 5, new Random(1));
                Draw alone = new Draw(of, 5, new Random(1))) {
            float[] all = together.run();
            for (int row = 0; row < 5; row++) {
                int outputs = row * of.outputs();
                int inputs = row * of.inputs();
                alone.layer.forward(Arrays.copyOfRange(alone.images, inputs, inputs + of.inputs()), 1);
                assertThat(Arrays.copyOf(alone.layer.outputs, of.outputs()))
                        .isEqualTo(Arrays.copyOfRange(together.layer.outputs, outputs, outputs + of.outputs()));
                System.arraycopy(alone.ofOutputs, outputs, alone.layer.gradient, 0, of.outputs());
                float[] one = new float[of.inputs()];
                alone.layer.backward(1, one);
                assertThat(one).isEqualTo(Arrays.copyOfRange(all, inputs, inputs + of.inputs()));
            }
        }
    }

    /** An empty part of an image: all four sums are the same, and one of them is to have the gradient, not four. */
    @Test
    void theFirstOfEqualSumsIsTheLargest() {
        Convolution of = new Convolution(1, 4, 4, 2, 1);
        try (Draw draw = new Draw(of, 1, new Random(2))) {
            Arrays.fill(draw.images, 3);
            float[] ofInputs = draw.run();
            for (int pixel = 0; pixel < 16; pixel++) {
                boolean isFirst = pixel / 4 % 2 == 0 && pixel % 2 == 0;
                assertThat(ofInputs[pixel] != 0).as("pixel " + pixel).isEqualTo(isFirst);
            }
        }
    }
}
