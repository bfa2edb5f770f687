package io.rdrop.engine.dl4j;

import io.rdrop.engine.dense.Nonlinearity;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import io.rdrop.tensor.TensorGraph;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's networks in a graph: those of the configuration, and others of the same layers. Layers that stand between
 * numbers and classes only; a network with any other has no graph.
 */
final class NetworkGraph {
    private static final long INT32 = 6;
    /** Where a maximum over positions is not to look; no activation is less. */
    private static final float LEAST = -Float.MAX_VALUE;

    private final Formula formula;
    private final Graph graph;
    /** [rows, length] float32, 1 for what is no padding; null if there is none. */
    private final @Nullable Value mask;

    private NetworkGraph(Formula formula, @Nullable Value mask) {
        this.formula = formula;
        this.graph = formula.graph();
        this.mask = mask;
    }

    /**
     * What the network predicts.
     *
     * @param isMasked whether an input of 0 is padding
     * @return [rows, outputs] float32; empty if it has a layer that is not known here
     */
    static Optional<Value> of(Network network, Formula formula, TensorGraph inputs, boolean isMasked) {
        if (!(network.model() instanceof MultiLayerNetwork layers)) {
            return Optional.empty();
        }
        Value rows = inputs.all(formula);
        Value mask = isMasked
                ? formula.toFloat(formula.graph()
                        .op("Not", formula.equal(rows, formula.graph().scalar(0f))))
                : null;
        NetworkGraph made = new NetworkGraph(formula, mask);
        Value values = rows;
        for (int i = 0; i < layers.getnLayers() && values != null; i++) {
            values = made.preprocess(layers.getLayerWiseConfigurations().getInputPreProcess(i), values);
            values = values == null ? null : made.layer(layers.getLayer(i), values);
        }
        return Optional.ofNullable(values);
    }

    private @Nullable Value preprocess(@Nullable InputPreProcessor before, Value values) {
        if (before == null) {
            return values;
        }
        if (before instanceof FeedForwardToCnnPreProcessor image) {
            return formula.reshape(values, 0, image.getNumChannels(), image.getInputHeight(), image.getInputWidth());
        }
        if (before instanceof CnnToFeedForwardPreProcessor) {
            return graph.op("Flatten", Map.of("axis", 1L), values);
        }
        return null;
    }

    private @Nullable Value layer(Layer layer, Value values) {
        org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
        Map<String, INDArray> table = layer.paramTable(false);
        Class<?> kind = conf.getClass();
        if (kind == DenseLayer.class || kind == OutputLayer.class) {
            return dense((BaseLayer) conf, table, values);
        }
        if (kind == ConvolutionLayer.class) {
            return convolution((ConvolutionLayer) conf, table, values, 2);
        }
        if (kind == Convolution1DLayer.class) {
            return convolution((ConvolutionLayer) conf, table, values, 1);
        }
        if (conf instanceof SubsamplingLayer pooling && kind == SubsamplingLayer.class) {
            return pool(pooling, values);
        }
        if (conf instanceof EmbeddingSequenceLayer embedding && !embedding.hasBias()) {
            return activation(embedding.getActivationFn(), embed(table, values));
        }
        if (conf instanceof GlobalPoolingLayer pooling && pooling.getPoolingType() == PoolingType.MAX) {
            return maximum(values);
        }
        // A wrapper has the configuration of what it wraps.
        if (layer.getClass() == LastTimeStepLayer.class && kind == LSTM.class) {
            return recur((LSTM) conf, table, values);
        }
        return null;
    }

    private @Nullable Value activation(IActivation function, @Nullable Value values) {
        if (values == null) {
            return null;
        }
        if (function.equals(new ActivationSoftmax())) {
            return formula.softmax(values);
        }
        Nonlinearity known = NetworkPlans.nonlinearity(function);
        return known == null ? null : known.apply(formula, values);
    }

    private @Nullable Value dense(BaseLayer conf, Map<String, INDArray> table, Value values) {
        INDArray weights = table.get(DefaultParamInitializer.WEIGHT_KEY);
        INDArray bias = table.get(DefaultParamInitializer.BIAS_KEY);
        if (weights == null || table.size() != (bias == null ? 1 : 2)) {
            return null;
        }
        Value product = formula.product(values, constant(weights));
        return activation(conf.getActivationFn(), bias == null ? product : formula.plus(product, constant(bias)));
    }

    private Value constant(INDArray array) {
        return graph.constant(array.dup('c').data().asFloat(), array.shape());
    }

    private @Nullable Value convolution(ConvolutionLayer conf, Map<String, INDArray> table, Value inputs, int axes) {
        INDArray weights = Objects.requireNonNull(table.get(DefaultParamInitializer.WEIGHT_KEY), "W");
        INDArray bias = table.get(DefaultParamInitializer.BIAS_KEY);
        if (conf.getConvolutionMode() != ConvolutionMode.Same) {
            return null;
        }
        long[] shape = weights.shape();
        float[] values = weights.dup('c').data().asFloat();
        Value filters = axes == 1
                ? graph.constant(alongPositions(values, shape), shape[0], shape[1], shape[2])
                : graph.constant(values, shape);
        Map<String, Object> attributes = Map.of(
                "auto_pad", "SAME_UPPER",
                "strides", longs(conf.getStride(), axes),
                "dilations", longs(conf.getDilation(), axes));
        Value biases = bias == null ? null : graph.constant(bias.dup('c').data().asFloat(), shape[0]);
        Value convolved = biases == null
                ? graph.op("Conv", attributes, inputs, filters)
                : graph.op("Conv", attributes, inputs, filters, biases);
        return activation(conf.getActivationFn(), convolved);
    }

    /**
     * DL4J says that the weights of a convolution along positions are [filters, inputs, kernel, 1], but computes as if
     * the same numbers in the same order were [kernel, inputs, filters].
     */
    private static float[] alongPositions(float[] values, long[] shape) {
        int filters = (int) shape[0];
        int inputs = (int) shape[1];
        int kernel = (int) shape[2];
        float[] turned = new float[values.length];
        for (int filter = 0; filter < filters; filter++) {
            for (int input = 0; input < inputs; input++) {
                for (int k = 0; k < kernel; k++) {
                    turned[(filter * inputs + input) * kernel + k] = values[(k * inputs + input) * filters + filter];
                }
            }
        }
        return turned;
    }

    private static long[] longs(int[] values, int count) {
        long[] longs = new long[count];
        for (int i = 0; i < count; i++) {
            longs[i] = values[i];
        }
        return longs;
    }

    private @Nullable Value pool(SubsamplingLayer conf, Value values) {
        boolean isPadded = conf.getPadding()[0] != 0 || conf.getPadding()[1] != 0;
        if (conf.getPoolingType() != PoolingType.MAX
                || conf.getConvolutionMode() != ConvolutionMode.Truncate
                || isPadded) {
            return null;
        }
        return graph.op(
                "MaxPool",
                Map.of("kernel_shape", longs(conf.getKernelSize(), 2), "strides", longs(conf.getStride(), 2)),
                values);
    }

    /** [rows, length] numbers to [rows, embedding, length], 0 where masked. */
    private Value embed(Map<String, INDArray> table, Value values) {
        INDArray weights = Objects.requireNonNull(table.get(DefaultParamInitializer.WEIGHT_KEY), "W");
        Value words = formula.gather(constant(weights), formula.toLong(values), 0);
        Value seen = mask == null ? words : formula.times(words, formula.unsqueeze(mask, 2));
        return graph.op("Transpose", Map.of("perm", new long[] {0, 2, 1}), seen);
    }

    /** [rows, channels, length] to [rows, channels]. */
    private Value maximum(Value values) {
        Value seen = mask == null
                ? values
                : formula.where(
                        formula.equal(formula.unsqueeze(mask, 1), graph.scalar(0f)), graph.scalar(LEAST), values);
        return graph.op("ReduceMax", Map.of("axes", new long[] {2}, "keepdims", 0L), seen);
    }

    /** [rows, inputs, length] to the output after the last position that is no padding, [rows, units]. */
    private @Nullable Value recur(LSTM conf, Map<String, INDArray> table, Value values) {
        if (!conf.getActivationFn().equals(new ActivationTanH())
                || !conf.getGateActivationFn().equals(new ActivationSigmoid())) {
            return null;
        }
        int units = Math.toIntExact(conf.getNOut());
        int inputs = Math.toIntExact(conf.getNIn());
        Value x = graph.op("Transpose", Map.of("perm", new long[] {2, 0, 1}), values);
        float[] bias = gates(table, LSTMParamInitializer.BIAS_KEY, 1, units);
        float[] biases = Arrays.copyOf(bias, 2 * bias.length); // of what recurs there is none
        Value lengths = mask == null ? null : graph.op("Cast", Map.of("to", INT32), formula.sumAway(mask, 1));
        Value last = graph.ops(
                        "LSTM",
                        2,
                        Map.of("hidden_size", (long) units),
                        x,
                        graph.constant(
                                gates(table, LSTMParamInitializer.INPUT_WEIGHT_KEY, inputs, units),
                                1,
                                4L * units,
                                inputs),
                        graph.constant(
                                gates(table, LSTMParamInitializer.RECURRENT_WEIGHT_KEY, units, units),
                                1,
                                4L * units,
                                units),
                        graph.constant(biases, 1, 8L * units),
                        lengths)
                .get(1);
        return formula.reshape(last, -1, units);
    }

    /**
     * What DL4J has as [inputs, 4 units], by candidate, forget, output and input gate, as ONNX has it: [4 units,
     * inputs], by input, output and forget gate and candidate.
     */
    private static float[] gates(Map<String, INDArray> table, String key, int inputs, int units) {
        float[] from =
                Objects.requireNonNull(table.get(key), key).dup('c').data().asFloat();
        int[] order = {3, 2, 1, 0};
        float[] to = new float[from.length];
        for (int gate = 0; gate < order.length; gate++) {
            for (int unit = 0; unit < units; unit++) {
                for (int input = 0; input < inputs; input++) {
                    to[(gate * units + unit) * inputs + input] =
                            from[input * order.length * units + order[gate] * units + unit];
                }
            }
        }
        return to;
    }
}
