package io.rdrop.config;

/**
 * The optimiser.
 *
 * @param type which one
 * @param learningRate step size
 * @param momentum of {@code momentum}
 * @param beta1 first-moment decay of the Adam family
 * @param beta2 second-moment decay of the Adam family, squared-gradient decay of {@code rmsprop}
 * @param epsilon added to denominators
 */
public record UpdaterConfig(
        @Setting(
                value = "`sgd`, `momentum` (Nesterov), `adagrad`, `rmsprop`, `adam`, `amsgrad` or `nadam`.",
                byDefault = "adam")
        UpdaterType type,

        @Setting(
                value = "Step size. Matters more than anything else on autocorrelated streams: a larger one follows"
                        + " drift sooner.",
                byDefault = "0.003")
        double learningRate,

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
        Check.positive("learning-rate", learningRate);
        Check.rate("momentum", momentum);
        Check.rate("beta1", beta1);
        Check.rate("beta2", beta2);
        Check.positive("epsilon", epsilon);
    }
}
