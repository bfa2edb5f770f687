package io.rdrop.engine.dense;

import io.rdrop.config.ModelConfig;
import io.rdrop.config.UpdaterConfig;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.dense.IdleSteps.Kind;
import io.rdrop.engine.dense.IdleSteps.Settings;
import io.rdrop.engine.dense.PlannedOptimiser.Penalty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a dense network is made of, without its numbers.
 *
 * @param layers from input to output
 * @param blocks optimisers, of parameters that follow each other in the order of the layers: of each its weights
 *     [inputs, units] column-major, then its biases
 * @param constant the first block's optimiser on the first weights, if its numbers never change; null otherwise
 */
public record DenseNetwork(
        List<Layer> layers, List<Block> blocks, @Nullable Settings constant) {
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

    /** The mlp of the configuration. */
    static DenseNetwork of(ModelSpec spec) {
        Settings settings = settings(spec.model());
        List<Layer> layers = layers(spec);
        List<Penalty> penalties = new ArrayList<>();
        int to = 0;
        for (Layer layer : layers) {
            int weights = layer.inputs * layer.units;
            penalties.add(new Penalty(to + weights, constant(settings.l2()), constant(settings.decay())));
            to += (int) layer.parameters();
            penalties.add(new Penalty(to, Schedule.NONE, Schedule.NONE));
        }
        if (settings.l2() == 0 && settings.decay() == 0) {
            penalties = List.of(penalties.get(penalties.size() - 1));
        }
        Block block = new Block(to, UpdateRule.of(settings), constant(settings.rate()), penalties);
        return new DenseNetwork(layers, List.of(block), settings);
    }

    private static Schedule constant(double value) {
        return value == 0 ? Schedule.NONE : (iteration, epoch) -> value;
    }

    private static List<Layer> layers(ModelSpec spec) {
        ModelConfig model = spec.model();
        List<Integer> units = new ArrayList<>(model.hidden());
        units.add(spec.shapes().outputs());
        List<Layer> layers = new ArrayList<>();
        int inputs = spec.shapes().inputs();
        int dropouts = 0;
        for (int i = 0; i < units.size(); i++) {
            double retain = 1 - (i == 0 ? model.inputDropout() : model.dropout());
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
        return layers.stream().mapToLong(Layer::parameters).sum();
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

    /** The layers, in memory. */
    List<PlannedLayer> layers(NativeFloats parameters, NativeFloats gradient) {
        List<PlannedLayer> planned = new ArrayList<>();
        int from = 0;
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
        return "mlp " + spec.shapes().inputs() + " " + model.hidden() + " "
                + spec.shapes().outputs() + " "
                + (spec.shapes().isClassifier() ? "classes" : "numbers") + " " + model.activation() + " "
                + model.updater().type();
    }
}
