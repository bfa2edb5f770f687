package io.rdrop.config;

import org.jspecify.annotations.Nullable;

/** A version that answers a share of the records, in place of the one that {@code latest} names. */
public record CanaryConfig(
        @Setting(value = "The number of the version, of each model; `none` for no canary.", byDefault = "none")
        @Nullable
        Long version,

        @Setting(
                value = "Which share of the records it answers, above 0 and at most 1; told by the hash of their ids.",
                byDefault = "0.05")
        double share) {
    public CanaryConfig {
        if (version != null && version < 1) {
            throw new ConfigException("version must be at least 1 but was " + version);
        }
        if (!(share > 0 && share <= 1)) {
            throw new ConfigException("share must be above 0 and at most 1 but was " + share);
        }
    }
}
