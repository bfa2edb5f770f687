package io.rdrop.config;

import org.jspecify.annotations.Nullable;

/** What is different of one network of a pool, whose other settings stay. */
public record PoolAdjustmentConfig(
        @Setting("The network's name, of the default set or of `members`.")
        String name,

        @Setting(value = "Step size; `none` leaves it.", byDefault = "none") @Nullable
        Double learningRate,

        @Setting(value = "Weight of the KL term; `none` leaves it.", byDefault = "none") @Nullable
        Double alpha,

        @Setting(value = "Share of hidden outputs that a pass drops; `none` leaves it.", byDefault = "none") @Nullable
        Double dropout) {
    public PoolAdjustmentConfig {
        if (learningRate != null) {
            Check.positive("learning-rate", learningRate);
        }
        if (alpha != null) {
            Check.finite("alpha", alpha);
        }
        if (dropout != null) {
            Check.rate("dropout", dropout);
        }
    }
}
