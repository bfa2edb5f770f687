package io.rdrop.engine.dense;

import io.rdrop.config.ModelConfig;
import io.rdrop.config.UpdaterConfig;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.dense.IdleSteps.Kind;
import io.rdrop.engine.dense.IdleSteps.Settings;
import io.rdrop.engine.dense.PlannedOptimiser.Penalty;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import io.rdrop.tensor.TensorGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a network is made of, without its numbers: dense layers, and before them convolutions, if it has any.
 *
 * @param convolutions from input on
 * @param layers dense ones, to the output
 * @param blocks optimisers, of parameters that follow each other in the order of the layers: of each convolution its
 *     biases, then its weights [filters, channels, kernel, kernel]; of each dense layer its weights [inputs, units]
 *     column-major, then its biases
 * @param constant the first block's optimiser on the first weights, if its numbers never change; null otherwise
 */
public record DenseNetwork(
        List<Convolved> convolutions,
        List<Layer> layers,
        List<Block> blocks,
        @Nullable Settings constant) {
    /** Of dense layers alone. */
    public DenseNetwork(List<Layer> layers, List<Block> blocks, @Nullable Settings constant) {
        this(List.of(), layers, blocks, constant);
    }

    /** A convolution and the activation of what it pools, which never falls. */
    record Convolved(Convolution of, Nonlinearity activation) {}

    /**
     * A layer.
     *
     * @param activation of a hidden layer; {@code IDENTITY} of the last, whose activation belongs to the loss
     * @param dropout on the inputs; null for none
     */
    public record Layer(
            int inputs, int units, boolean hasBias, Nonlinearity activation, PlannedLayer.@Nullable Dropout dropout) {
        long parameters() {
            return (inputs + (hasBias ? 1L : 0)) * units;
        }
    }

    /**
     * What one optimiser moves.
     *
     * @param to after its last parameter; its first is where the block before it ends
     * @param penalties how parts of it are kept small, in order, without gaps
     */
    public record Block(int to, UpdateRule rule, Schedule learningRate, List<Penalty> penalties) {}

    /** The mlp or cnn of the configuration. */
    static DenseNetwork of(ModelSpec spec) {
        Settings settings = settings(spec.model());
        List<Convolved> convolutions = convolutions(spec);
        List<Layer> layers = layers(spec, convolutions);
        Schedule before = constant(settings.l2());
        Schedule after = constant(settings.decay());
        List<Penalty> penalties = new ArrayList<>();
        int to = 0;
        for (Convolved convolved : convolutions) {
            penalties.add(new Penalty(to + convolved.of.filters(), Schedule.NONE, Schedule.NONE));
            to += (int) convolved.of.parameters();
            penalties.add(new Penalty(to, before, after));
        }
        for (Layer layer : layers) {
            int weights = layer.inputs * layer.units;
            penalties.add(new Penalty(to + weights, before, after));
            to += (int) layer.parameters();
            penalties.add(new Penalty(to, Schedule.NONE, Schedule.NONE));
        }
        if (settings.l2() == 0 && settings.decay() == 0) {
            penalties = List.of(penalties.get(penalties.size() - 1));
        }
        Block block = new Block(to, UpdateRule.of(settings), constant(settings.rate()), penalties);
        return new DenseNetwork(convolutions, layers, List.of(block), settings);
    }

    private static List<Convolved> convolutions(ModelSpec spec) {
        if (!(spec.shapes().input() instanceof InputShape.Image image)) {
            return List.of();
        }
        ModelConfig model = spec.model();
        Nonlinearity activation = Nonlinearity.valueOf(model.activation().name());
        List<Convolved> convolutions = new ArrayList<>();
        int channels = image.channels();
        int height = image.height();
        int width = image.columns();
        for (int filters : model.convolutions()) {
            Convolution of = new Convolution(channels, height, width, filters, model.convolutionKernel());
            convolutions.add(new Convolved(of, activation));
            channels = filters;
            height = of.outputHeight();
            width = of.outputWidth();
        }
        return convolutions;
    }

    private static Schedule constant(double value) {
        return value == 0 ? Schedule.NONE : (iteration, epoch) -> value;
    }

    private static List<Layer> layers(ModelSpec spec, List<Convolved> before) {
        ModelConfig model = spec.model();
        List<Integer> units = new ArrayList<>(model.hidden());
        units.add(spec.shapes().outputs());
        List<Layer> layers = new ArrayList<>();
        boolean isFirst = before.isEmpty();
        int inputs = isFirst
                ? spec.shapes().inputs()
                : before.get(before.size() - 1).of.outputs();
        int dropouts = 0;
        for (int i = 0; i < units.size(); i++) {
            double retain = 1 - (i == 0 && isFirst ? model.inputDropout() : model.dropout());
            PlannedLayer.Dropout dropout =
                    retain < 1 ? new PlannedLayer.Dropout(dropouts++, (iteration, epoch) -> retain) : null;
            boolean isLast = i == units.size() - 1;
            Nonlinearity activation = isLast
                    ? Nonlinearity.IDENTITY
                    : Nonlinearity.valueOf(model.activation().name());
            layers.add(new Layer(inputs, units.get(i), true, activation, dropout));
            inputs = units.get(i);
        }
        return layers;
    }

    private static Settings settings(ModelConfig model) {
        UpdaterConfig updater = model.updater();
        Kind kind = Kind.valueOf(updater.type().name());
        double rate = updater.stepSize();
        double beta1 =
                switch (kind) {
                    case MOMENTUM -> updater.momentum();
                    case ADAM, AMSGRAD, NADAM -> updater.beta1();
                    default -> 0;
                };
        double beta2 =
                switch (kind) {
                    case RMSPROP, ADAM, AMSGRAD, NADAM -> updater.beta2();
                    default -> 0;
                };
        double epsilon = kind == Kind.SGD || kind == Kind.MOMENTUM ? 0 : updater.epsilon();
        double decay = model.weightDecay().decoupled() * rate;
        return new Settings(
                kind, rate, beta1, beta2, epsilon, model.weightDecay().l2(), decay);
    }

    /** Trainable parameters. */
    public long parameters() {
        return parametersOfConvolutions()
                + layers.stream().mapToLong(Layer::parameters).sum();
    }

    private long parametersOfConvolutions() {
        return convolutions.stream()
                .mapToLong(convolved -> convolved.of.parameters())
                .sum();
    }

    /** Values of optimiser state. */
    long optimiserState() {
        long values = 0;
        long from = 0;
        for (Block block : blocks) {
            values += (block.to - from) * block.rule.states();
            from = block.to;
        }
        return values;
    }

    /**
     * What comes before softmax, in a graph.
     *
     * @param parameters in DL4J's order
     */
    Value predict(Formula formula, TensorGraph inputs, NativeFloats parameters) {
        TensorGraph rows = convolutions.isEmpty() ? inputs : convolve(formula, inputs, parameters);
        int from = (int) parametersOfConvolutions();
        for (Layer layer : layers) {
            int count = layer.inputs * layer.units;
            float[] columnMajor = new float[count];
            parameters.get(from, columnMajor, 0, count);
            float[] weights = new float[count];
            for (int unit = 0; unit < layer.units; unit++) {
                for (int input = 0; input < layer.inputs; input++) {
                    weights[input * layer.units + unit] = columnMajor[unit * layer.inputs + input];
                }
            }
            Value outputs = rows.times(formula, weights, layer.units);
            if (layer.hasBias) {
                float[] bias = new float[layer.units];
                parameters.get(from + count, bias, 0, layer.units);
                outputs = formula.plus(outputs, formula.graph().constant(bias, 1, layer.units));
            }
            outputs = layer.activation.apply(formula, outputs);
            rows = TensorGraph.dense(layer.units, outputs);
            from += (int) layer.parameters();
        }
        return rows.all(formula);
    }

    private TensorGraph convolve(Formula formula, TensorGraph inputs, NativeFloats parameters) {
        Graph graph = formula.graph();
        Convolution first = convolutions.get(0).of;
        Value values = formula.reshape(inputs.all(formula), 0, first.channels(), first.height(), first.width());
        int from = 0;
        for (Convolved convolved : convolutions) {
            Convolution of = convolved.of;
            float[] bias = new float[of.filters()];
            parameters.get(from, bias, 0, bias.length);
            float[] weights = new float[(int) of.weights()];
            parameters.get(from + bias.length, weights, 0, weights.length);
            values = graph.op(
                    "Conv",
                    Map.of("auto_pad", "SAME_UPPER"),
                    values,
                    graph.constant(weights, of.filters(), of.channels(), of.kernel(), of.kernel()),
                    graph.constant(bias, of.filters()));
            values = convolved.activation.apply(formula, values);
            if (of.isPooled()) {
                long[] pool = {Convolution.POOL, Convolution.POOL};
                values = graph.op("MaxPool", Map.of("kernel_shape", pool, "strides", pool), values);
            }
            from += (int) of.parameters();
        }
        return TensorGraph.dense(
                convolutions.get(convolutions.size() - 1).of.outputs(),
                graph.op("Flatten", Map.of("axis", 1L), values));
    }

    /** The convolutions, in memory; the caller closes them. */
    List<ConvolutionLayer> convolutions(NativeFloats parameters, NativeFloats gradient) {
        List<ConvolutionLayer> planned = new ArrayList<>();
        int from = 0;
        for (Convolved convolved : convolutions) {
            Convolution of = convolved.of;
            int weights = from + of.filters();
            planned.add(new ConvolutionLayer(
                    of,
                    parameters.part(weights, (int) of.weights()),
                    parameters.part(from, of.filters()),
                    gradient.part(weights, (int) of.weights()),
                    gradient.part(from, of.filters()),
                    convolved.activation));
            from += (int) of.parameters();
        }
        return planned;
    }

    /** The dense layers, in memory. */
    List<PlannedLayer> layers(NativeFloats parameters, NativeFloats gradient) {
        List<PlannedLayer> planned = new ArrayList<>();
        int from = (int) parametersOfConvolutions();
        for (Layer layer : layers) {
            int weights = layer.inputs * layer.units;
            planned.add(new PlannedLayer(
                    layer.inputs,
                    layer.units,
                    parameters.part(from, weights),
                    layer.hasBias ? parameters.part(from + weights, layer.units) : null,
                    gradient.part(from, weights),
                    layer.hasBias ? gradient.part(from + weights, layer.units) : null,
                    layer.activation,
                    layer.dropout));
            from += (int) layer.parameters();
        }
        return planned;
    }

    /** The optimiser, in memory; parameters before the first are not moved. */
    PlannedOptimiser optimiser(NativeFloats parameters, NativeFloats gradient, NativeFloats state, int first) {
        List<PlannedOptimiser.Run> runs = new ArrayList<>();
        int from = 0;
        int at = 0;
        for (Block block : blocks) {
            int values = (block.to - from) * block.rule.states();
            runs.add(new PlannedOptimiser.Run(
                    from,
                    Math.max(first, from),
                    block.to,
                    block.rule,
                    state.part(at, values),
                    block.learningRate,
                    block.penalties));
            from = block.to;
            at += values;
        }
        return new PlannedOptimiser(parameters, gradient, runs);
    }

    /** What must be the same for parameters and optimiser state to fit: layers and the kind of the optimiser. */
    public static String identity(ModelSpec spec) {
        ModelConfig model = spec.model();
        return inputs(spec) + " " + model.hidden() + " "
                + spec.shapes().outputs() + " "
                + (spec.shapes().isClassifier() ? "classes" : "numbers") + " " + model.activation() + " "
                + model.updater().type();
    }

    private static String inputs(ModelSpec spec) {
        return spec.shapes().input() instanceof InputShape.Image image
                ? "cnn " + image.channels() + " x " + image.height() + " x " + image.columns() + " "
                        + spec.model().convolutions() + " " + spec.model().convolutionKernel()
                : "mlp " + spec.shapes().inputs();
    }
}
