package io.rdrop.config;

/** Optimisers that an {@code mlp} can have. */
public enum UpdaterType {
    SGD(0.03),
    MOMENTUM(0.003),
    ADAGRAD(0.01),
    RMSPROP(0.001),
    ADAM(0.001),
    AMSGRAD(0.001),
    NADAM(0.001);

    private final double learningRate;

    UpdaterType(double learningRate) {
        this.learningRate = learningRate;
    }

    /** The step size where none is configured. */
    public double defaultLearningRate() {
        return learningRate;
    }
}
