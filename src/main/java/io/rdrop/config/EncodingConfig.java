package io.rdrop.config;

/** How columns become numbers. */
public record EncodingConfig(
        @Setting(
                value = "Standardise numeric columns with running mean and variance as of before the micro-batch.",
                byDefault = "true")
        boolean standardise,

        @Setting(value = "Standardised values are cut to [-clip, clip]; in standard deviations.", byDefault = "5")
        double clip,

        @Setting(
                value = "Add one input per numeric column that is 1 where the value was missing; missing values are"
                        + " imputed by the running mean either way.",
                byDefault = "false")
        boolean missingIndicator,

        @Setting(
                value = "One-hot slots per categorical column, given to values in order of first appearance.",
                byDefault = "32")
        int oneHotCategories,

        @Setting(
                value = "Hash buckets per categorical column for values that came after the one-hot slots were full.",
                byDefault = "16")
        int hashBuckets) {
    public EncodingConfig {
        Check.positive("clip", clip);
        Check.atLeast("one-hot-categories", oneHotCategories, 0);
        Check.atLeast("hash-buckets", hashBuckets, 1);
    }
}
