package io.rdrop.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operators that add up: products, convolutions, recurrent layers, and sums over axes. Sums are of float64. */
final class Layers {
    private Layers() {}

    static Array reduce(Array value, @Nullable Array axes, boolean keeps, double start, DoubleBinaryOperator function) {
        boolean[] isReduced = new boolean[value.rank()];
        if (axes == null) {
            Arrays.fill(isReduced, true);
        } else {
            for (long axis : axes.toLongs()) {
                isReduced[value.axis(axis)] = true;
            }
        }
        int[] kept = value.dims().clone();
        for (int i = 0; i < kept.length; i++) {
            kept[i] = isReduced[i] ? 1 : kept[i];
        }
        double[] numbers = new double[Array.size(kept)];
        Arrays.fill(numbers, start);
        int[] place = new int[kept.length];
        for (double number : value.numbers()) {
            int to = 0;
            for (int i = 0; i < kept.length; i++) {
                to = to * kept[i] + (isReduced[i] ? 0 : place[i]);
            }
            // In the type's own precision: what is nearest, or which way to go, hangs on its last bit.
            numbers[to] = value.type().of(function.applyAsDouble(numbers[to], number));
            for (int axis = kept.length - 1; axis >= 0 && ++place[axis] == value.dims()[axis]; axis--) {
                place[axis] = 0;
            }
        }
        int[] dims = keeps
                ? kept
                : IntStream.range(0, kept.length)
                        .filter(i -> !isReduced[i])
                        .map(i -> kept[i])
                        .toArray();
        return Array.of(value.type(), dims, numbers);
    }

    /** Of matrices, or of a stack of them and one. */
    /** Of [..., n, k] and a matrix [k, m], or of as many matrices as there are of the first. */
    static Array product(Array one, Array two) {
        boolean isOne = two.rank() == 2;
        int ranks = one.rank() - 2;
        if (one.rank() < 2
                || two.rank() < 2
                || (!isOne && !Arrays.equals(one.dims(), 0, ranks, two.dims(), 0, two.rank() - 2))
                || one.dims()[ranks + 1] != two.dims()[two.rank() - 2]) {
            throw new IllegalArgumentException("products are of " + Arrays.toString(one.dims()) + " and "
                    + Arrays.toString(two.dims()) + ", not of matrices");
        }
        int inner = two.dims()[two.rank() - 2];
        int columns = two.dims()[two.rank() - 1];
        int[] dims = one.dims().clone();
        dims[dims.length - 1] = columns;
        Array result = Array.room(one.type(), dims);
        double[] sums = result.numbers();
        int rows = inner == 0 ? 0 : one.numbers().length / inner;
        int rowsPerMatrix = isOne ? Math.max(1, rows) : one.dims()[ranks];
        for (int row = 0; row < rows; row++) {
            int matrix = row / rowsPerMatrix * inner * columns;
            for (int i = 0; i < inner; i++) {
                double factor = one.numbers()[row * inner + i];
                for (int column = 0; factor != 0 && column < columns; column++) {
                    sums[row * columns + column] += factor * two.numbers()[matrix + i * columns + column];
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] = one.type().of(sums[i]);
        }
        return result;
    }

    static Array softmax(Array value, int axis) {
        Array axes = Array.longs(axis);
        Array most = reduce(value, axes, true, Double.NEGATIVE_INFINITY, Math::max);
        Array powers = Elementwise.map(Elementwise.both(value, most, (x, y) -> x - y), Math::exp);
        return Elementwise.both(powers, reduce(powers, axes, true, 0, Double::sum), (x, y) -> x / y);
    }

    static Array argMax(Array value, int axis, boolean keeps) {
        int size = value.dims()[axis];
        int inner = value.stride(axis);
        int outer = Array.size(Arrays.copyOf(value.dims(), axis));
        int[] dims = value.dims().clone();
        dims[axis] = 1;
        Array best = Array.room(Array.Type.INT64, dims);
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int at = 0;
                for (int k = 1; k < size; k++) {
                    at = value.numbers()[(o * size + k) * inner + i] > value.numbers()[(o * size + at) * inner + i]
                            ? k
                            : at;
                }
                best.numbers()[o * inner + i] = at;
            }
        }
        int[] without = IntStream.range(0, dims.length)
                .filter(i -> i != axis)
                .map(i -> dims[i])
                .toArray();
        return keeps ? best : best.reshaped(without);
    }

    /**
     * Windows of the last axes, padded so that there is one at each stride.
     *
     * @param take what is made of a window: its first sum and each of its values with their filter's
     */
    private static Array windows(
            Array value, int[] kernel, int[] strides, int[] dilations, boolean isPadded, int outputs, Window take) {
        int spatial = kernel.length;
        int channels = value.dims()[1];
        int[] dims = value.dims().clone();
        int[] before = new int[spatial];
        dims[1] = outputs;
        for (int i = 0; i < spatial; i++) {
            int size = value.dims()[2 + i];
            int extent = (kernel[i] - 1) * dilations[i] + 1;
            int count = isPadded ? (size + strides[i] - 1) / strides[i] : (size - extent) / strides[i] + 1;
            dims[2 + i] = count;
            before[i] = isPadded ? Math.max(0, (count - 1) * strides[i] + extent - size) / 2 : 0;
        }
        Array result = Array.room(value.type(), dims);
        int[] place = new int[dims.length];
        int kernelSize = Array.size(kernel);
        for (int to = 0; to < result.numbers().length; to++) {
            double sum = take.start(place[1]);
            for (int channel = take.from(place[1]); channel < take.to(place[1], channels); channel++) {
                for (int k = 0; k < kernelSize; k++) {
                    int from = place[0] * channels + channel;
                    int left = k;
                    int divisor = kernelSize;
                    for (int i = 0; from >= 0 && i < spatial; i++) {
                        divisor /= kernel[i];
                        int at = place[2 + i] * strides[i] + left / divisor * dilations[i] - before[i];
                        left %= divisor;
                        from = at < 0 || at >= value.dims()[2 + i] ? -1 : from * value.dims()[2 + i] + at;
                    }
                    sum = from < 0 ? sum : take.add(sum, value.numbers()[from], place[1], channel * kernelSize + k);
                }
            }
            result.numbers()[to] = value.type().of(sum);
            for (int axis = dims.length - 1; axis >= 0 && ++place[axis] == dims[axis]; axis--) {
                place[axis] = 0;
            }
        }
        return result;
    }

    /** What is made of the values of a window. */
    private interface Window {
        double start(int output);

        /** The first channel that an output looks at. */
        int from(int output);

        /** The channel behind the last one. */
        int to(int output, int channels);

        double add(double sum, double value, int output, int weight);
    }

    /** Padded to the size before it, the odd one behind. */
    static Array convolve(Array value, Array filters, @Nullable Array bias, int[] strides, int[] dilations) {
        int[] kernel = Arrays.copyOfRange(filters.dims(), 2, filters.rank());
        int perFilter = filters.stride(0);
        return windows(value, kernel, strides, dilations, true, filters.dims()[0], new Window() {
            @Override
            public double start(int output) {
                return bias == null ? 0 : bias.numbers()[output];
            }

            @Override
            public int from(int output) {
                return 0;
            }

            @Override
            public int to(int output, int channels) {
                return channels;
            }

            @Override
            public double add(double sum, double number, int output, int weight) {
                return sum + number * filters.numbers()[output * perFilter + weight];
            }
        });
    }

    /** The largest of each window of a channel, without padding. */
    static Array pool(Array value, int[] kernel, int[] strides) {
        int[] dense = new int[kernel.length];
        Arrays.fill(dense, 1);
        return windows(value, kernel, strides, dense, false, value.dims()[1], new Window() {
            @Override
            public double start(int output) {
                return Double.NEGATIVE_INFINITY;
            }

            @Override
            public int from(int output) {
                return output;
            }

            @Override
            public int to(int output, int channels) {
                return output + 1;
            }

            @Override
            public double add(double most, double number, int output, int weight) {
                return Math.max(most, number);
            }
        });
    }

    static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /**
     * Of [steps, rows, inputs], forward, gates in the order input, output, forget, cell.
     *
     * @param lengths steps of each row that count; null for all
     * @return all steps [steps, 1, rows, units] and the last one [1, rows, units]
     */
    static List<Array> lstm(
            Array value, Array weights, Array recurrent, @Nullable Array bias, @Nullable Array lengths, int units) {
        int steps = value.dims()[0];
        int rows = value.dims()[1];
        int inputs = value.dims()[2];
        Array.Type type = value.type();
        Array every = Array.room(type, steps, 1, rows, units);
        double[] hidden = new double[rows * units];
        double[] cell = new double[rows * units];
        double[] gates = new double[4 * units];
        for (int step = 0; step < steps; step++) {
            for (int row = 0; row < rows; row++) {
                if (lengths == null || step < lengths.numbers()[row]) {
                    for (int g = 0; g < gates.length; g++) {
                        double sum = bias == null ? 0 : bias.numbers()[g] + bias.numbers()[gates.length + g];
                        for (int i = 0; i < inputs; i++) {
                            sum += value.numbers()[(step * rows + row) * inputs + i]
                                    * weights.numbers()[g * inputs + i];
                        }
                        for (int i = 0; i < units; i++) {
                            sum += hidden[row * units + i] * recurrent.numbers()[g * units + i];
                        }
                        gates[g] = sum;
                    }
                    for (int u = 0; u < units; u++) {
                        int at = row * units + u;
                        cell[at] = type.of(sigmoid(gates[2 * units + u]) * cell[at]
                                + sigmoid(gates[u]) * Math.tanh(gates[3 * units + u]));
                        hidden[at] = type.of(sigmoid(gates[units + u]) * Math.tanh(cell[at]));
                    }
                }
            }
            System.arraycopy(hidden, 0, every.numbers(), step * rows * units, rows * units);
        }
        return List.of(every, Array.of(type, new int[] {1, rows, units}, hidden));
    }
}
