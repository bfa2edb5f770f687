package io.rdrop.config;

/** When labels come. */
public record LabelsConfig(
        @Setting(
                value =
                        "Whether the label of an example is known before the next example is to be predicted. If not, a pool"
                                + " uses no earlier labels as inputs, nor their transitions: its scores would promise what nobody gets.",
                byDefault = "true")
        boolean immediate) {}
