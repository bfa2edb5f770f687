package io.rdrop.engine.torch;

import io.rdrop.config.Activation;
import io.rdrop.engine.dense.Nonlinearity;
import io.rdrop.engine.torch.Parameters.Parameter;
import io.rdrop.engine.torch.sequence.PooledEncoder;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Layers as DL4J has them, on its parameters in its order: weights [units, inputs] row-major are its [inputs, units]
 * column-major.
 */
final class Layers {
    /** DL4J's GELU is the quick one, z * sigmoid(1.702 z). */
    private static final double GELU_GATE = 1.702;

    private static final double LEAK = 0.01;

    /** ONNX's number of the type. */
    private static final long INT32 = 6;

    private Layers() {}

    /** Weights [units, inputs] and biases. */
    record Dense(Parameter weight, Parameter bias, boolean isHidden, Activation activation) implements Layer {
        @Override
        public Tensor forward(Tensor x, Step step) {
            Tensor z = torch.linear(x, weight.tensor(), new TensorOptional(bias.tensor()));
            return isHidden ? activate(z, activation) : z;
        }

        @Override
        public Value graph(Value x, NetworkGraph graph) {
            Value z = graph.linear(x, weight, bias);
            return isHidden ? Layers.graph(z, activation, graph) : z;
        }
    }

    /** Dropout of what goes into the next layer. */
    record Dropout(int index, double retain) implements Layer {
        @Override
        public Tensor forward(Tensor x, Step step) {
            return step.masks() == null
                    ? x
                    : step.masks().drop(x, index, retain, step.rows(), step.passes(), step.place());
        }

        @Override
        public Value graph(Value x, NetworkGraph graph) {
            return x;
        }
    }

    /** Flat rows as images [rows, channels, height, columns]. */
    record Unflatten(long channels, long height, long columns) implements Layer {
        @Override
        public Tensor forward(Tensor x, Step step) {
            return x.view(-1, channels, height, columns);
        }

        @Override
        public Value graph(Value x, NetworkGraph graph) {
            return graph.formula().reshape(x, 0, channels, height, columns);
        }
    }

    /** Rows of numbers. */
    record Flatten() implements Layer {
        @Override
        public Tensor forward(Tensor x, Step step) {
            return x.flatten(1, -1);
        }

        @Override
        public Value graph(Value x, NetworkGraph graph) {
            return graph.to().op("Flatten", Map.of("axis", 1L), x);
        }
    }

    /** A convolution that keeps height and columns; of an even kernel the end is padded by one more. */
    record Convolution(Parameter bias, Parameter weight, int kernel, Activation activation) implements Layer {
        @Override
        public Tensor forward(Tensor x, Step step) {
            long before = (kernel - 1L) / 2;
            long after = kernel - 1L - before;
            boolean isEven = before != after;
            Tensor padded = isEven ? torch.constant_pad_nd(x, before, after, before, after) : x;
            long padding = isEven ? 0 : before;
            Tensor z = torch.conv2d(
                    padded,
                    weight.tensor(),
                    new TensorOptional(bias.tensor()),
                    new long[] {1, 1},
                    new long[] {padding, padding},
                    new long[] {1, 1},
                    1);
            return activate(z, activation);
        }

        @Override
        public Value graph(Value x, NetworkGraph graph) {
            Map<String, Object> attributes =
                    Map.of("auto_pad", "SAME_UPPER", "strides", new long[] {1, 1}, "dilations", new long[] {1, 1});
            Value z = graph.to().op("Conv", attributes, x, graph.constant(weight), graph.constant(bias));
            return Layers.graph(z, activation, graph);
        }
    }

    /** 2 x 2 max-pooling; an odd last row or column is left out. */
    record Pool() implements Layer {
        @Override
        public Tensor forward(Tensor x, Step step) {
            return torch.max_pool2d(
                    x, new long[] {2, 2}, new long[] {2, 2}, new long[] {0, 0}, new long[] {1, 1}, false);
        }

        @Override
        public Value graph(Value x, NetworkGraph graph) {
            return graph.to().op("MaxPool", Map.of("kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2}), x);
        }
    }

    /** Token numbers to vectors, [rows, embedding, length], 0 at padding. The table is [embedding, vocabulary]. */
    record Embedding(Parameter table, int embedding, int length) implements Layer {
        @Override
        public Tensor forward(Tensor x, Step step) {
            long rows = x.size(0);
            long length = x.size(1);
            Tensor tokens = x.flatten().to(torch.ScalarType.Long);
            Tensor vectors = table.tensor()
                    .index_select(1, tokens)
                    .view(embedding, rows, length)
                    .transpose(0, 1);
            return step.lengths() == null ? vectors : vectors.mul(shown(step, (int) length));
        }

        private static Tensor shown(Step step, int length) {
            int[] lengths = lengths(step, length);
            float[] shown = new float[step.rows() * length];
            for (int row = 0; row < step.rows(); row++) {
                Arrays.fill(shown, row * length, row * length + lengths[row], 1);
            }
            return step.place().of(shown, step.rows(), 1, length);
        }

        @Override
        public Value graph(Value x, NetworkGraph graph) {
            Formula formula = graph.formula();
            Value words = formula.gather(graph.transposed(table), formula.toLong(x), 0);
            Value shown = graph.shown(length);
            return graph.permuted(shown == null ? words : formula.times(words, formula.unsqueeze(shown, 2)), 0, 2, 1);
        }
    }

    /**
     * A long short-term memory's output at the last position of each row. DL4J's blocks are in the order candidate,
     * forget, output, input gate; libtorch's input, forget, candidate, output.
     */
    record LstmLast(Parameter inputWeight, Parameter recurrentWeight, Parameter bias, int units) implements Layer {
        @Override
        public Tensor forward(Tensor x, Step step) {
            long stacked = x.size(0);
            Tensor sequence = x.transpose(1, 2).contiguous();
            Tensor zero = step.place().zeros(1, stacked, units);
            Tensor b = reordered(bias.tensor());
            Tensor all = torch.lstm(
                            sequence,
                            new TensorVector(zero, zero),
                            new TensorVector(
                                    reordered(inputWeight.tensor()),
                                    reordered(recurrentWeight.tensor()),
                                    b,
                                    step.place().zeros(4L * units)),
                            true,
                            1,
                            0.0,
                            step.masks() != null,
                            false,
                            true)
                    .get0();
            long[] last = new long[(int) stacked];
            int[] lengths = lengths(step, (int) x.size(2));
            for (int row = 0; row < stacked; row++) {
                last[row] = row * x.size(2) + lengths[row % step.rows()] - 1;
            }
            return all.reshape(-1, units).index_select(0, step.place().indices(last, last.length));
        }

        private Tensor reordered(Tensor blocks) {
            return torch.cat(
                    new TensorVector(block(blocks, 3), block(blocks, 1), block(blocks, 0), block(blocks, 2)), 0);
        }

        private Tensor block(Tensor blocks, int which) {
            return blocks.narrow(0, (long) which * units, units);
        }

        @Override
        public Value graph(Value x, NetworkGraph graph) {
            Formula formula = graph.formula();
            int inputs = Math.toIntExact(inputWeight.shape()[1]);
            float[] biases = Arrays.copyOf(gates(bias, 1), 8 * units); // of what recurs there is none
            Value lengths = graph.mask() == null
                    ? null
                    : graph.to()
                            .op(
                                    "Cast",
                                    Map.of("to", INT32),
                                    formula.max(
                                            formula.sumAway(graph.mask(), 1),
                                            graph.to().scalar(1f)));
            Value last = graph.to()
                    .ops(
                            "LSTM",
                            2,
                            Map.of("hidden_size", (long) units),
                            graph.permuted(x, 2, 0, 1),
                            graph.to().constant(gates(inputWeight, inputs), 1, 4L * units, inputs),
                            graph.to().constant(gates(recurrentWeight, units), 1, 4L * units, units),
                            graph.to().constant(biases, 1, 8L * units),
                            lengths)
                    .get(1);
            return formula.reshape(last, -1, units);
        }

        /** In ONNX's order: input, output and forget gate, candidate. */
        private float[] gates(Parameter parameter, int perUnit) {
            float[] blocks = NetworkGraph.values(parameter);
            float[] ordered = new float[blocks.length];
            int length = units * perUnit;
            for (int gate = 0; gate < 4; gate++) {
                System.arraycopy(blocks, (3 - gate) * length, ordered, gate * length, length);
            }
            return ordered;
        }
    }

    /** A Transformer over words or patches, and the mean over them: [passes * rows, width]. */
    record Encoder(PooledEncoder encoder) implements Layer {
        @Override
        public Tensor forward(Tensor x, Step step) {
            return encoder.forward(
                    x,
                    step.rows(),
                    step.passes(),
                    step.masks(),
                    step.lengths() == null ? null : lengths(step, (int) x.size(1)),
                    step.place());
        }

        @Override
        public Value graph(Value x, NetworkGraph graph) {
            return encoder.graph(x, graph);
        }
    }

    /** Of a row that is padding alone the first position is shown: there is no last step of none. */
    private static int[] lengths(Step step, int length) {
        int[] lengths = new int[step.rows()];
        Arrays.fill(lengths, length);
        int[] known = step.lengths();
        for (int row = 0; known != null && row < lengths.length; row++) {
            lengths[row] = Math.max(1, known[row]);
        }
        return lengths;
    }

    /** The activation as DL4J has it, kinks included. */
    static Tensor activate(Tensor z, Activation activation) {
        return switch (activation) {
            case RELU -> torch.relu(z);
            case LEAKY_RELU -> torch.where(z.ge(new Scalar(0.0)), z, z.mul(new Scalar(LEAK)));
            case TANH -> z.tanh();
            case SIGMOID -> z.sigmoid();
            case ELU -> torch.elu(z);
            case SELU -> torch.selu(z);
            case SWISH -> torch.silu(z);
            case GELU -> z.mul(z.mul(new Scalar(GELU_GATE)).sigmoid());
            case SOFTPLUS -> torch.softplus(z);
        };
    }

    /** The same in a graph. */
    private static Value graph(Value z, Activation activation, NetworkGraph graph) {
        return Nonlinearity.valueOf(activation.name()).apply(graph.formula(), z);
    }
}
