package io.rdrop.config;

import io.rdrop.Public;

/** How a column is read and encoded. */
@Public
public enum FeatureType {
    /** A JSON number, standardised. */
    NUMERIC,
    /** A JSON string, number or boolean, one-hot or hashed. */
    CATEGORICAL
}
