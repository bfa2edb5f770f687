package io.rdrop.feed;

import io.rdrop.config.FeatureType;

/**
 * What the first look found of one feature column, over the rows that are not broken.
 *
 * @param name column name
 * @param type inferred type
 * @param present rows with a value
 * @param missing rows with none
 * @param unfit values that are not of the type; the job will reject their rows
 * @param unfitExample the first such value; empty if there is none
 */
public record ColumnSummary(
        String name, FeatureType type, long present, long missing, long unfit, String unfitExample) {}
