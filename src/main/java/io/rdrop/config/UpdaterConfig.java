package io.rdrop.config;

import org.jspecify.annotations.Nullable;

/** The optimiser. */
public record UpdaterConfig(
        @Setting(
                value = "`sgd`, `momentum` (Nesterov), `adagrad`, `rmsprop`, `adam`, `amsgrad` or `nadam`.",
                byDefault = "sgd")
        UpdaterType type,

        @Setting(
                value =
                        "Step size; `none` takes the optimiser's own: sgd 0.03, adagrad 0.01, momentum 0.003, the others 0.001."
                                + " It matters more than anything else on autocorrelated streams: a larger one follows drift sooner.",
                byDefault = "none")
        @Nullable
        Double learningRate,

        @Setting(value = "Momentum of `momentum`.", byDefault = "0.9")
        double momentum,

        @Setting(value = "First-moment decay of `adam`, `amsgrad`, `nadam`.", byDefault = "0.9")
        double beta1,

        @Setting(
                value = "Second-moment decay of `adam`, `amsgrad`, `nadam`; squared-gradient decay of `rmsprop`.",
                byDefault = "0.999")
        double beta2,

        @Setting(value = "Added to denominators, for numerical stability.", byDefault = "1.0e-8")
        double epsilon) {
    public UpdaterConfig {
        learningRate = learningRate == null ? Double.valueOf(type.defaultLearningRate()) : learningRate;
        Check.positive("learning-rate", learningRate);
        Check.rate("momentum", momentum);
        Check.rate("beta1", beta1);
        Check.rate("beta2", beta2);
        Check.positive("epsilon", epsilon);
    }

    /** The step size, whether configured or the optimiser's own. */
    public double stepSize() {
        return learningRate == null ? type.defaultLearningRate() : learningRate;
    }
}
