package io.rdrop.config;

/** One input column. */
public record FeatureConfig(
        @Setting("Column name, as in the records' `features` object.")
        String name,

        @Setting(value = "`numeric` or `categorical`.", byDefault = "numeric")
        FeatureType type) {
    public FeatureConfig {
        if (name.isBlank()) {
            throw new ConfigException("name must not be blank");
        }
    }
}
