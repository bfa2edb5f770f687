package io.rdrop.engine.torch;

import io.rdrop.config.UpdaterConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.config.WeightDecayConfig;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The optimisers of the configuration over the flat parameters, as DL4J has them: the same arithmetic as {@link
 * io.rdrop.engine.dense.UpdateRule}, and a state in the same order, blocks as long as the parameters. L2 is added to
 * the gradient; decoupled decay (AdamW, arXiv 1711.05101) goes beside the step. Owns its state.
 */
@SuppressWarnings("try") // a scope is there to be closed
public final class TorchOptimiser implements AutoCloseable {
    private final UpdaterConfig config;
    private final WeightDecayConfig decay;
    private final Parameters parameters;
    private final Tensor state;
    private final @Nullable Tensor weights;

    /** Of allocated parameters; the state is zeros. */
    public TorchOptimiser(UpdaterConfig config, WeightDecayConfig decay, Parameters parameters) {
        this.config = config;
        this.decay = decay;
        this.parameters = parameters;
        try (PointerScope scope = new PointerScope()) {
            state = Place.kept(parameters.place().zeros(kinds(config.type()) * parameters.length()));
            weights = decay.l2() > 0 || decay.decoupled() > 0 ? Place.kept(weights(parameters)) : null;
        }
    }

    /** Values of state per parameter. */
    static int kinds(UpdaterType type) {
        return switch (type) {
            case SGD -> 0;
            case MOMENTUM, ADAGRAD, RMSPROP -> 1;
            case ADAM, NADAM -> 2;
            case AMSGRAD -> 3;
        };
    }

    private static Tensor weights(Parameters parameters) {
        Tensor marks = parameters.place().zeros(parameters.length());
        for (Parameters.Parameter parameter : parameters.list()) {
            if (parameter.isWeight()) {
                marks.narrow(0, parameter.offset(), parameter.length()).fill_(new Scalar(1.0));
            }
        }
        return marks;
    }

    /** Blocks of as many values as there are parameters; not the caller's to close. */
    public Tensor state() {
        return state;
    }

    /** Replaces the state. */
    public void put(float[] values) {
        if (values.length != state.numel()) {
            throw new IllegalArgumentException(
                    "the optimiser has " + state.numel() + " values of state but was given " + values.length);
        }
        parameters.put(values, state);
    }

    /** Step size of the configuration. */
    public double learningRate() {
        return config.stepSize();
    }

    /**
     * One step after so many.
     *
     * @param scale what the gradient is multiplied by first; it is not defined afterwards
     * @param factor what the step size is multiplied by
     */
    public void step(double scale, double factor, int iteration) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor p = parameters.flat();
            Tensor g = parameters.gradient();
            if (scale != 1) {
                g.mul_(new Scalar(scale));
            }
            if (weights != null && decay.l2() > 0) {
                g.addcmul_(p, weights, new Scalar(decay.l2()));
            }
            double rate = factor * config.stepSize();
            if (weights != null && decay.decoupled() > 0) {
                Tensor shrunk = p.mul(weights);
                move(p, g, rate, iteration);
                p.sub_(shrunk, new Scalar(rate * decay.decoupled()));
            } else {
                move(p, g, rate, iteration);
            }
        }
    }

    private Tensor block(int kind) {
        return state.narrow(0, kind * parameters.length(), parameters.length());
    }

    private void move(Tensor p, Tensor g, double rate, int iteration) {
        double steps = iteration + 1.0;
        double epsilon = config.epsilon();
        double beta1 = config.beta1();
        double beta2 = config.beta2();
        switch (config.type()) {
            case SGD -> p.sub_(g, new Scalar(rate));
            case MOMENTUM -> {
                Tensor velocity = block(0);
                double momentum = config.momentum();
                p.sub_(velocity, new Scalar(momentum));
                velocity.mul_(new Scalar(momentum)).sub_(g, new Scalar(rate));
                p.add_(velocity, new Scalar(1 + momentum));
            }
            case ADAGRAD -> {
                Tensor squares = block(0).addcmul_(g, g, new Scalar(1.0));
                p.addcdiv_(g, root(squares, epsilon), new Scalar(-rate));
            }
            case RMSPROP -> {
                Tensor squares = mean(block(0), beta2).addcmul_(g, g, new Scalar(1 - beta2));
                p.addcdiv_(g, root(squares, epsilon), new Scalar(-rate));
            }
            case ADAM, AMSGRAD, NADAM -> {
                Tensor means = mean(block(0), beta1).add_(g, new Scalar(1 - beta1));
                Tensor squares = mean(block(1), beta2).addcmul_(g, g, new Scalar(1 - beta2));
                double unbiased = rate / (1 - Math.pow(beta1, steps));
                if (config.type() == UpdaterType.NADAM) {
                    Tensor along = g.mul_(new Scalar(1 - beta1)).add_(means, new Scalar(beta1));
                    p.addcdiv_(along, root(squares, epsilon), new Scalar(-unbiased));
                    return;
                }
                if (config.type() == UpdaterType.AMSGRAD) {
                    squares = block(2).copy_(block(2).maximum(squares));
                }
                double corrected = unbiased * Math.sqrt(1 - Math.pow(beta2, steps));
                p.addcdiv_(means, root(squares, epsilon), new Scalar(-corrected));
            }
        }
    }

    private static Tensor mean(Tensor block, double share) {
        return block.mul_(new Scalar(share));
    }

    private static Tensor root(Tensor squares, double epsilon) {
        return squares.sqrt().add_(new Scalar(epsilon));
    }

    @Override
    public void close() {
        state.close();
        if (weights != null) {
            weights.close();
        }
    }
}
