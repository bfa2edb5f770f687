package io.rdrop.config;

import java.util.List;
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
        Double dropout,

        @Setting(
                value = "Passes of a step with R-Drop, 1..8, of networks of sentences, characters and texts;"
                        + " `none` is 2 with the KL term, and 1 without.",
                byDefault = "none")
        @Nullable
        Integer passes,

        @Setting(
                value = "R-Drop in steps 0, k, 2k, ... of such a network; the others are plain; `none` is every step.",
                byDefault = "none")
        @Nullable
        Integer every,

        @Setting(
                value = "Dropout rate of each pass of such a network, in place of its own; `[]` leaves that.",
                byDefault = "[]")
        List<Double> dropoutRates) {
    private static final int MOST_PASSES = 8;

    public PoolAdjustmentConfig {
        dropoutRates = List.copyOf(dropoutRates);
        if (learningRate != null) {
            Check.positive("learning-rate", learningRate);
        }
        if (alpha != null) {
            Check.finite("alpha", alpha);
        }
        if (dropout != null) {
            Check.rate("dropout", dropout);
        }
        if (passes != null) {
            Check.within("passes", passes, 1, MOST_PASSES);
        }
        if (every != null) {
            Check.atLeast("every", every, 1);
        }
        dropoutRates.forEach(rate -> Check.rate("dropout-rates", rate));
    }
}
