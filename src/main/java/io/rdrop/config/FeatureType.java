package io.rdrop.config;

/** How a column is read and encoded. */
public enum FeatureType {
    /** A JSON number, standardised. */
    NUMERIC,
    /** A JSON string, number or boolean, one-hot or hashed. */
    CATEGORICAL
}
