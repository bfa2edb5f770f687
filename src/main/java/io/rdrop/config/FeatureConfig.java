package io.rdrop.config;

import io.rdrop.Public;

/**
 * One input column.
 *
 * @param name column name in records
 * @param type numeric or categorical
 */
@Public
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
