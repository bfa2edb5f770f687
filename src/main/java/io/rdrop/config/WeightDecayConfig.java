package io.rdrop.config;

/** Two ways to keep the weights of an {@code mlp} small; biases are left alone. */
public record WeightDecayConfig(
        @Setting(
                value =
                        "mlp: lambda of a penalty lambda/2 |W|^2: lambda W is added to the gradient, before the optimiser,"
                                + " which an adaptive optimiser then rescales.",
                byDefault = "0")
        double l2,

        @Setting(
                value =
                        "mlp: lambda of decoupled weight decay (AdamW): W shrinks by learning rate * lambda * W beside the"
                                + " optimiser's step. The same as `l2` for `sgd`, and for no other optimiser.",
                byDefault = "0")
        double decoupled) {
    public WeightDecayConfig {
        Check.finite("l2", l2);
        Check.finite("decoupled", decoupled);
        if (l2 > 0 && decoupled > 0) {
            throw new ConfigException(
                    "l2 and decoupled are two forms of one thing, so one of them must be 0 but they were " + l2
                            + " and " + decoupled);
        }
    }

    /** Neither. */
    public static WeightDecayConfig none() {
        return new WeightDecayConfig(0, 0);
    }
}
